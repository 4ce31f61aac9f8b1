package dev.capsule.bench.ingest;

import dev.capsule.bench.account.Account;
import dev.capsule.bench.process.ProcessMeter;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.stack.suite.Stack;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Opens many sessions, each with its first chunk sent, and looks at what that adds to the memory of the service. */
final class SessionsTrial {
    private static final int SESSIONS = 10_000;

    /** Below the most one user may hold open. */
    private static final int PER_ACCOUNT = 1_000;

    private static final int FIRST_CHUNK = 4096;
    private static final int DECLARED = 64 * 1024 * 1024;
    private static final long LIMIT_MIB = 200;
    private static final double MIB = 1024 * 1024;

    private final Stack stack;
    private final Path directory;
    private final Consumer<String> progress;

    SessionsTrial(Stack stack, Path directory, Consumer<String> progress) {
        this.stack = stack;
        this.directory = directory;
        this.progress = progress;
    }

    IngestReport.Target run() {
        var meter = new ProcessMeter(stack.service("ingest").pid());
        open(0, PER_ACCOUNT / 10);
        long before = meter.residentBytes();
        meter.resetPeak();
        for (int i = 1; i <= SESSIONS / PER_ACCOUNT; i++) {
            open(i, PER_ACCOUNT);
            progress.accept(
                    String.format("%d sessions: %.0f MiB resident", i * PER_ACCOUNT, meter.residentBytes() / MIB));
        }
        double added = (meter.peakBytes() - before) / MIB;
        progress.accept(String.format("peak %.0f MiB", meter.peakBytes() / MIB));
        return new IngestReport.Target(
                "MiB that " + SESSIONS + " open sessions add to the resident memory",
                added,
                "< " + LIMIT_MIB,
                added < LIMIT_MIB);
    }

    private void open(int number, int count) {
        try (var account = IngestCommand.account(stack, directory.resolve("account-" + number));
                var threads = Executors.newFixedThreadPool(4)) {
            var work = new ArrayList<Callable<Long>>();
            for (int i = 0; i < count; i++) {
                int index = number * PER_ACCOUNT + i;
                work.add(() -> begin(account, index));
            }
            for (var begun : threads.invokeAll(work)) {
                begun.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sessions were opened", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a session could not be opened", e.getCause());
        }
    }

    private static long begin(Account account, int index) {
        byte[] chunk = new byte[FIRST_CHUNK];
        ByteBuffer.wrap(chunk).putInt(index);
        var hash = Sha256.hash(chunk); // of nothing this long: these uploads are never finished
        var session = account.openOriginal(account.sign(hash, DECLARED, hash), DECLARED);
        return account.uploads().append(session.id(), 0, chunk);
    }
}
