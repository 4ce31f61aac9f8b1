package dev.capsule.bench.ingest;

import dev.capsule.protocol.id.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * The least any server with these duties must do, in a process of its own: from the socket to a file, the hash of each
 * chunk and of the whole, one fdatasync at the end of each file. No HTTP, no database, no sessions.
 *
 * <p>On the wire: file size and chunk size (4 bytes each), then the bytes; after each chunk one byte comes back.
 */
final class Floor {
    private static final int BUFFER = 256 * 1024;

    private final Path directory;
    private final SocketChannel socket;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] bytes = new byte[BUFFER];

    private Floor(Path directory, SocketChannel socket) {
        this.directory = directory;
        this.socket = socket;
    }

    /** {@code <port> <directory>}; runs until it is killed. */
    public static void main(String[] args) throws IOException {
        var directory = Files.createDirectories(Path.of(args[1]));
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])));
            while (true) {
                var socket = server.accept();
                Thread.ofPlatform().start(() -> {
                    try (socket) {
                        new Floor(directory, socket).serve();
                    } catch (IOException e) {
                        System.err.println("a connection ended: " + e);
                    }
                });
            }
        }
    }

    private void serve() throws IOException {
        var head = ByteBuffer.allocateDirect(8);
        while (socket.read(head) >= 0) {
            if (!head.hasRemaining()) {
                take(head.getInt(0), head.getInt(4));
                head.clear();
            }
        }
    }

    private void take(int size, int chunkSize) throws IOException {
        var whole = Sha256.digest();
        var file = Files.createTempFile(directory, "floor", ".bin");
        try (var out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int offset = 0; offset < size; offset += chunkSize) {
                int length = Math.min(chunkSize, size - offset);
                var chunk = Sha256.digest();
                copy(length, out, chunk, whole);
                byte[] hash = chunk.digest();
                if (offset + length == size) {
                    whole.digest();
                    out.force(false);
                }
                socket.write(ByteBuffer.wrap(hash, 0, 1));
            }
        }
    }

    private void copy(int length, FileChannel out, MessageDigest chunk, MessageDigest whole) throws IOException {
        int left = length;
        while (left > 0) {
            buffer.clear().limit(Math.min(BUFFER, left));
            int read = socket.read(buffer);
            if (read < 0) {
                throw new EOFException("in the middle of a chunk");
            }
            left -= read;
            buffer.flip().get(0, bytes, 0, read);
            chunk.update(bytes, 0, read);
            whole.update(bytes, 0, read);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        }
    }
}
