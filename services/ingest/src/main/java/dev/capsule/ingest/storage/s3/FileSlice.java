package dev.capsule.ingest.storage.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Some bytes of a file, from an offset on and no more than a length. */
final class FileSlice extends FilterInputStream {
    private long left;

    private FileSlice(InputStream in, long length) {
        super(in);
        left = length;
    }

    static InputStream open(Path file, long offset, long length) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.READ);
        channel.position(offset);
        return new FileSlice(Channels.newInputStream(channel), length);
    }

    @Override
    public int read() throws IOException {
        if (left == 0) {
            return -1;
        }
        int next = super.read();
        left -= next < 0 ? 0 : 1;
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return length == 0 ? 0 : -1;
        }
        int read = super.read(buffer, offset, (int) Math.min(length, left));
        left -= Math.max(read, 0);
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(Math.min(count, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
