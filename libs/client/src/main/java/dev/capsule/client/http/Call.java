package dev.capsule.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.capsule.protocol.id.CryptoSuite;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request to be. Mutable while it is put together; {@link Transport#send} may send it more than once. */
public final class Call {
    private static final int DEFAULT_MAX_ANSWER = 1024 * 1024;

    private final String method;
    private final StringBuilder target;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private byte @Nullable [] body;
    private @Nullable Bearer bearer;
    private int maxAnswer = DEFAULT_MAX_ANSWER;
    private Duration timeout = Duration.ofSeconds(60);
    private boolean patient = true;

    private Call(String method, String path) {
        this.method = method;
        this.target = new StringBuilder(path);
    }

    public static Call get(String path) {
        return new Call("GET", path);
    }

    public static Call head(String path) {
        return new Call("HEAD", path);
    }

    public static Call post(String path) {
        return new Call("POST", path);
    }

    public static Call put(String path) {
        return new Call("PUT", path);
    }

    public static Call patch(String path) {
        return new Call("PATCH", path);
    }

    public static Call delete(String path) {
        return new Call("DELETE", path);
    }

    public Call query(String name, String value) {
        target.append(target.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        return this;
    }

    public Call header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public Call json(JsonNode content) {
        body = Json.write(content);
        return header("Content-Type", "application/json");
    }

    /** Exact bytes of a signed object, or of a sequence of them. */
    public Call signed(byte[] content) {
        body = content;
        return signedWrite().header("Content-Type", "application/cbor");
    }

    /** Marks a write that carries a signed object within another body. */
    public Call signedWrite() {
        return header("Capsule-Crypto-Suite", Integer.toString(CryptoSuite.SUITE_1.id()));
    }

    public Call bytes(String contentType, byte[] content) {
        body = content;
        return header("Content-Type", contentType);
    }

    public Call as(Bearer credentials) {
        bearer = credentials;
        return this;
    }

    /** Bytes; a longer answer is an error. */
    public Call maxAnswer(int bytes) {
        maxAnswer = bytes;
        return this;
    }

    /** From the first byte sent to the last received. */
    public Call timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    /** Fails on the first broken connection instead of sending again: for requests that must not be repeated blindly. */
    public Call once() {
        patient = false;
        return this;
    }

    String method() {
        return method;
    }

    String target() {
        return target.toString();
    }

    Map<String, String> headers() {
        return headers;
    }

    byte @Nullable [] body() {
        return body;
    }

    @Nullable
    Bearer bearer() {
        return bearer;
    }

    int maxAnswer() {
        return maxAnswer;
    }

    Duration timeout() {
        return timeout;
    }

    boolean isPatient() {
        return patient;
    }

    @Override
    public String toString() {
        return method + " " + target;
    }
}
