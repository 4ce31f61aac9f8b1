package dev.capsule.client.upload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Ciphertext to send, readable at any offset. */
public interface BlobSource extends AutoCloseable {
    long size();

    /** Exactly {@code length} bytes from {@code offset} on. */
    byte[] read(long offset, int length) throws IOException;

    @Override
    void close() throws IOException;

    static BlobSource of(byte[] content) {
        return new BlobSource() {
            @Override
            public long size() {
                return content.length;
            }

            @Override
            public byte[] read(long offset, int length) {
                int from = Math.toIntExact(offset);
                return Arrays.copyOfRange(content, from, from + length);
            }

            @Override
            public void close() {}
        };
    }

    static BlobSource of(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.READ);
        long size = channel.size();
        return new BlobSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public byte[] read(long offset, int length) throws IOException {
                var buffer = ByteBuffer.allocate(length);
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer, offset + buffer.position()) < 0) {
                        throw new IOException("the file became shorter");
                    }
                }
                return buffer.array();
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
