package dev.capsule.client.http;

import dev.capsule.client.failure.ClientException;

/** The server answered something the contract does not allow. */
public final class MalformedAnswerException extends ClientException {
    public MalformedAnswerException(String what) {
        super("ANSWER_MALFORMED", "The server's answer is not understood: " + what + ".");
    }
}
