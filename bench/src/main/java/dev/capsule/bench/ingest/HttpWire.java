package dev.capsule.bench.ingest;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** tus PATCH requests over one kept HTTP/1.1 connection, with as little work for the sender as can be. */
final class HttpWire implements Peer.Wire {
    private static final int HEAD_LIMIT = 16 * 1024;
    private static final String END = "\r\n\r\n";

    private final SocketChannel socket;
    private final String host;
    private final String headers;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(HEAD_LIMIT);

    /** @param headers further header lines, each with its line end */
    HttpWire(URI server, String host, String headers) throws IOException {
        socket = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.host = host;
        this.headers = headers;
    }

    @Override
    public void send(Peer.Upload upload, Contents.Chunk chunk) throws IOException {
        String head = "PATCH " + upload.target() + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers
                + "Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: "
                + chunk.offset() + "\r\nUpload-Checksum: sha256 " + chunk.checksum() + "\r\nContent-Length: "
                + chunk.length() + END;
        var buffers = new ByteBuffer[chunk.body().length + 1];
        buffers[0] = ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII));
        System.arraycopy(chunk.body(), 0, buffers, 1, chunk.body().length);
        var last = buffers[buffers.length - 1];
        while (last.hasRemaining()) {
            socket.write(buffers);
        }
        String received = receive();
        if (!received.startsWith("HTTP/1.1 204")) {
            throw new IOException("at offset " + chunk.offset() + ": " + received);
        }
    }

    /** Head and body of one answer. */
    private String receive() throws IOException {
        answer.clear();
        String text = "";
        while (true) {
            if (socket.read(answer) < 0) {
                throw new EOFException("the server closed the connection: " + text);
            }
            text = StandardCharsets.US_ASCII.decode(answer.duplicate().flip()).toString();
            int end = text.indexOf(END);
            if (end >= 0 && text.length() - end - END.length() >= bodyLength(text.substring(0, end))) {
                return text;
            }
        }
    }

    private static int bodyLength(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
