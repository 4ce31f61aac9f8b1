package dev.capsule.client.http;

import dev.capsule.client.failure.ClientException;
import java.net.URI;

/** No usable answer came, however often it was asked within the time allowed. Says nothing about the client's data. */
public final class ServerUnreachableException extends ClientException {
    ServerUnreachableException(URI server, Throwable cause) {
        super("SERVER_UNREACHABLE", "The server at " + server + " can't be reached or does not answer.", cause);
    }

    ServerUnreachableException(URI server, int status) {
        super(
                "SERVER_UNREACHABLE",
                "The server at " + server + " is not ready (status " + status + "); try again in a moment.");
    }
}
