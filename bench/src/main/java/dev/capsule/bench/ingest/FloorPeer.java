package dev.capsule.bench.ingest;

import dev.capsule.backing.process.Await;
import dev.capsule.backing.process.Child;
import dev.capsule.backing.process.JavaCommand;
import dev.capsule.backing.process.Ports;
import dev.capsule.bench.process.ProcessMeter;
import dev.capsule.bench.process.Trees;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** {@link Floor} in a JVM of its own. */
final class FloorPeer implements Peer {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_GRACE = Duration.ofSeconds(2);

    private final Path directory;
    private final int port = Ports.free();
    private final Child child;

    FloorPeer(Path directory) {
        this.directory = directory.resolve("files");
        child = Child.start(JavaCommand.ofClass(
                "floor",
                Floor.class,
                List.of("-Xmx256m", "-XX:+UseSerialGC"),
                List.of(Integer.toString(port), this.directory.toString()),
                directory.resolve("floor.log")));
        Await.ready(child, START_LIMIT, () -> !Ports.isFree(port));
    }

    @Override
    public String name() {
        return "floor";
    }

    @Override
    public ProcessMeter meter() {
        return new ProcessMeter(child.pid());
    }

    @Override
    public double helperCpuSeconds() {
        return 0;
    }

    @Override
    public List<Upload> prepare(Scenario scenario, Contents contents) {
        return IntStream.range(0, scenario.files())
                .mapToObj(i -> new Upload("", contents.next()))
                .toList();
    }

    @Override
    public Wire connect() throws IOException {
        return new FloorWire(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    @Override
    public void clear() {
        Trees.empty(directory);
    }

    @Override
    public void close() {
        child.stop(STOP_GRACE);
    }

    private static final class FloorWire implements Wire {
        private final SocketChannel socket;
        private final ByteBuffer head = ByteBuffer.allocateDirect(8);
        private final ByteBuffer answer = ByteBuffer.allocateDirect(1);

        private FloorWire(SocketChannel socket) throws IOException {
            this.socket = socket;
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }

        @Override
        public void send(Upload upload, Contents.Chunk chunk) throws IOException {
            if (chunk.offset() == 0) {
                head.clear()
                        .putInt(upload.content().size())
                        .putInt(chunk.length())
                        .flip();
                while (head.hasRemaining()) {
                    socket.write(head);
                }
            }
            var last = chunk.body()[chunk.body().length - 1];
            while (last.hasRemaining()) {
                socket.write(chunk.body());
            }
            if (socket.read(answer.clear()) < 0) {
                throw new EOFException("the floor closed the connection");
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
