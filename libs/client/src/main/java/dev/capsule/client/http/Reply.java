package dev.capsule.client.http;

import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;

/** An answer of status 2xx. */
public final class Reply {
    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    Reply(int status, HttpHeaders headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    public int status() {
        return status;
    }

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    public OptionalLong number(String name) {
        try {
            return headers.firstValueAsLong(name);
        } catch (NumberFormatException e) {
            throw new MalformedAnswerException("the header " + name + " is not a number");
        }
    }

    /** The received bytes themselves; the reply is read once. */
    public byte[] body() {
        return body;
    }

    /** @throws MalformedAnswerException unless the body is a JSON object */
    public Fields json() {
        return Fields.parse(body);
    }
}
