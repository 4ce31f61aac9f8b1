package dev.capsule.client.http;

import dev.capsule.client.failure.ClientException;
import java.util.Optional;

/** The server refused, with a status and the reason code of its problem details (RFC 9457). */
public final class ServerRefusalException extends ClientException {
    private final int status;
    private final transient Fields problem;
    private final transient Optional<String> uploadOffset;

    ServerRefusalException(int status, String code, String sentence, Fields problem, Optional<String> uploadOffset) {
        super(code, sentence);
        this.status = status;
        this.problem = problem;
        this.uploadOffset = uploadOffset;
    }

    static ServerRefusalException of(int status, byte[] body, Optional<String> uploadOffset) {
        Fields problem = problem(body);
        String code = problem.optionalText("code").orElse("HTTP_" + status);
        String detail = problem.optionalText("detail")
                .or(() -> problem.optionalText("title"))
                .orElse("status " + status);
        return new ServerRefusalException(
                status, code, "The server refused (" + code + "): " + detail + ".", problem, uploadOffset);
    }

    private static Fields problem(byte[] body) {
        try {
            return body.length == 0 ? Fields.empty() : Fields.parse(body);
        } catch (MalformedAnswerException e) {
            // A proxy in between may answer in HTML; the status is then all there is to report.
            return Fields.empty();
        }
    }

    public int status() {
        return status;
    }

    /** The members of the problem details. */
    public Fields problem() {
        return problem;
    }

    /** The Upload-Offset header that comes with some refusals. */
    public Optional<String> uploadOffset() {
        return uploadOffset;
    }

    public boolean is(String reasonCode) {
        return code().equals(reasonCode);
    }
}
