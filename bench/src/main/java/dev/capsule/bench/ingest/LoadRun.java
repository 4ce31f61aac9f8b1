package dev.capsule.bench.ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Sends all files of a scenario to one peer and measures it. */
final class LoadRun {
    private static final double GIB = 1024.0 * 1024 * 1024;
    private static final double MB = 1e6;

    private LoadRun() {}

    /**
     * The clock runs from the first byte until the last file is answered, which is when it is stored.
     *
     * @throws IOException if any chunk is not taken
     */
    static Measurement of(Peer peer, Scenario scenario, Contents contents) throws IOException {
        var uploads = new ConcurrentLinkedQueue<>(peer.prepare(scenario, contents));
        var wires = new ArrayList<Peer.Wire>();
        try (var threads = Executors.newFixedThreadPool(scenario.connections())) {
            for (int i = 0; i < scenario.connections(); i++) {
                wires.add(peer.connect());
            }
            var meter = peer.meter();
            meter.resetPeak();
            double cpuBefore = meter.cpuSeconds();
            double helpersBefore = peer.helperCpuSeconds();
            long from = System.nanoTime();
            var latencies = run(threads.invokeAll(wires.stream()
                    .<Callable<Latencies>>map(wire -> () -> send(wire, uploads))
                    .toList()));
            double seconds = (System.nanoTime() - from) / 1e9;
            double gib = scenario.totalBytes() / GIB;
            return new Measurement(
                    scenario.totalBytes() / MB / seconds,
                    (meter.cpuSeconds() - cpuBefore) / gib,
                    (peer.helperCpuSeconds() - helpersBefore) / gib,
                    meter.peakBytes(),
                    latencies.median(),
                    latencies.percentile99(),
                    latencies.medianOfFinals());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            for (var wire : wires) {
                wire.close();
            }
            peer.clear();
        }
    }

    private static Latencies run(List<java.util.concurrent.Future<Latencies>> sending)
            throws InterruptedException, IOException {
        var all = new Latencies();
        for (var sender : sending) {
            try {
                all.addAll(sender.get());
            } catch (ExecutionException e) {
                throw new IOException("an upload failed", e.getCause());
            }
        }
        return all;
    }

    private static Latencies send(Peer.Wire wire, ConcurrentLinkedQueue<Peer.Upload> uploads) throws IOException {
        var latencies = new Latencies();
        for (var upload = uploads.poll(); upload != null; upload = uploads.poll()) {
            var content = upload.content();
            for (int i = 0; i < content.chunks(); i++) {
                var chunk = content.chunk(i);
                long from = System.nanoTime();
                wire.send(upload, chunk);
                latencies.add(System.nanoTime() - from, chunk.last());
            }
        }
        return latencies;
    }
}
