package dev.capsule.bench.ingest;

import dev.capsule.bench.account.Account;
import dev.capsule.bench.process.ProcessMeter;
import dev.capsule.client.http.Call;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.stack.suite.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** 64 uploads of 1 GiB at once. Sends as much of each as the disk is to hold, then cancels them. */
final class RssTrial {
    private static final int UPLOADS = 64;
    private static final int MIB = 1024 * 1024;
    private static final long GIB = 1024L * MIB;
    private static final long LIMIT_MIB = 400;

    /** Disk that stays free. */
    private static final long RESERVE = 4 * GIB;

    private final Stack stack;
    private final Account account;
    private final Consumer<String> progress;

    RssTrial(Stack stack, Account account, Consumer<String> progress) {
        this.stack = stack;
        this.account = account;
        this.progress = progress;
    }

    /** @param gib sent in all, at most 64 */
    IngestReport.Target run(int gib) throws IOException {
        long room = Files.getFileStore(stack.state().root()).getUsableSpace() - RESERVE;
        long total = Math.min(Math.min(gib * GIB, room), (UPLOADS - 1) * GIB);
        int each = (int) (total / UPLOADS / (4 * MIB) * 4 * MIB);
        if (each <= 0) {
            throw new IOException("the disk has no room for this");
        }
        progress.accept(String.format("sending %d MiB of each of %d uploads of 1 GiB", each / MIB, UPLOADS));
        var meter = new ProcessMeter(stack.service("ingest").pid());
        meter.resetPeak();
        // declared as 1 GiB: one more chunk than is sent
        var scenario = new Scenario(each + 4 * MIB, 4 * MIB, UPLOADS, UPLOADS);
        var contents = new Contents(scenario, 1);
        var uploads = new ArrayList<Peer.Upload>();
        for (int i = 0; i < UPLOADS; i++) {
            var hash = Sha256.hash(new byte[] {(byte) i});
            var opened = account.openOriginal(account.sign(hash, GIB, hash), GIB);
            uploads.add(new Peer.Upload("/upload/" + opened.id(), contents.next()));
        }
        send(uploads, each / (4 * MIB));
        for (var upload : uploads) {
            account.transport().send(Call.delete(upload.target()).as(account.bearer()));
        }
        double peak = (double) meter.peakBytes() / MIB;
        return new IngestReport.Target(
                "peak MiB resident at " + UPLOADS + " uploads of 1 GiB", peak, "< " + LIMIT_MIB, peak < LIMIT_MIB);
    }

    private void send(List<Peer.Upload> uploads, int chunks) throws IOException {
        var headers = "Authorization: Bearer " + account.accessToken() + "\r\nCapsule-Protocol: "
                + ProtocolVersion.CURRENT.date() + "\r\n";
        var server = URI.create(stack.serviceUrl("ingest"));
        var host = account.transport().endpoint().tenant().host();
        try (var threads = Executors.newFixedThreadPool(UPLOADS)) {
            var work = uploads.stream()
                    .<Callable<Integer>>map(upload -> () -> {
                        try (var wire = new HttpWire(server, host, headers)) {
                            for (int i = 0; i < chunks; i++) {
                                wire.send(upload, upload.content().chunk(i));
                            }
                        }
                        return chunks;
                    })
                    .toList();
            for (var sent : threads.invokeAll(work)) {
                sent.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("an upload failed", e.getCause());
        }
    }
}
