package dev.capsule.e2e.tus;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;

/** A network that breaks: cuts every connection once so many bytes have gone up, and works from then on. */
final class CuttingProxy implements AutoCloseable {
    private static final int BUFFER = 8192;

    private final ServerSocket server;
    private final URI target;
    private final AtomicLong left;

    /** @param bytes that go up, of all connections together, before the cut */
    CuttingProxy(URI target, long bytes) throws IOException {
        this.target = target;
        left = new AtomicLong(bytes);
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** What clients use instead of the target. */
    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    boolean hasCut() {
        return left.get() <= 0;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                var up = new Socket(target.getHost(), target.getPort());
                Thread.ofVirtual().start(() -> copy(client, up, true));
                Thread.ofVirtual().start(() -> copy(up, client, false));
            } catch (IOException closed) {
                return; // the test is over
            }
        }
    }

    private void copy(Socket from, Socket to, boolean counted) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                boolean working = hasCut();
                if (counted && !working && left.addAndGet(-read) <= 0) {
                    return;
                }
                to.getOutputStream().write(buffer, 0, read);
                to.getOutputStream().flush();
            }
        } catch (IOException broken) {
            // the other direction has ended this connection
            return;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
