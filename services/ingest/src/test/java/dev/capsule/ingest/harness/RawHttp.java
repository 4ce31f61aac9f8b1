package dev.capsule.ingest.harness;

import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP/1.1 by hand, for requests no client library would send. */
public final class RawHttp implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;

    public RawHttp() throws IOException {
        this(RestAssured.port);
    }

    public RawHttp(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    public RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends {@link #patchHead}. */
    public RawHttp patch(Api api, String upload, long offset) throws IOException {
        return send(patchHead(api, upload, offset));
    }

    /** Head of a PATCH without length and without the empty line that ends it. */
    public static String patchHead(Api api, String upload, long offset) {
        return "PATCH /upload/" + upload + " HTTP/1.1\r\nHost: " + api.host() + "\r\nAuthorization: Bearer "
                + Tokens.of(api.host(), api.user()) + "\r\nCapsule-Protocol: " + Api.PROTOCOL
                + "\r\nUpload-Offset: " + offset + "\r\nContent-Type: " + Api.CHUNK_TYPE + "\r\n";
    }

    public RawHttp chunk(byte[] bytes) throws IOException {
        send(Integer.toHexString(bytes.length) + "\r\n");
        send(bytes);
        return send("\r\n");
    }

    /** Everything the server says until the answer's end: its head and a body of announced length. */
    public String answer() throws IOException {
        String head = head();
        return head + new String(body(socket.getInputStream(), head), StandardCharsets.UTF_8);
    }

    /** What the server says up to the empty line; less if it closes before that. */
    public String head() throws IOException {
        var in = socket.getInputStream();
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] body(InputStream in, String head) throws IOException {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                return in.readNBytes(
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()));
            }
        }
        return new byte[0];
    }

    /** Whether the server has closed its side. */
    public boolean isClosedByServer() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketException e) {
            return true; // reset
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
