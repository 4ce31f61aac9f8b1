package dev.capsule.bench.ingest;

import dev.capsule.bench.account.Account;
import dev.capsule.bench.process.ProcessMeter;
import dev.capsule.bench.process.Trees;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.stack.suite.Stack;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** The ingest service of a running suite. Its sessions are opened through the gateway, with real signed manifests. */
final class CapsulePeer implements Peer {
    private static final int OPENING_AT_ONCE = 4;
    private static final Sha256 NO_METADATA = Sha256.hash(new byte[0]);

    private final String name;
    private final Stack stack;
    private final Account account;
    private final URI server;

    /** @param server where the chunks go: the service itself, or the gateway before it */
    CapsulePeer(String name, Stack stack, Account account, URI server) {
        this.name = name;
        this.stack = stack;
        this.account = account;
        this.server = server;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ProcessMeter meter() {
        return new ProcessMeter(stack.service("ingest").pid());
    }

    @Override
    public double helperCpuSeconds() {
        return new ProcessMeter(stack.postgres().pid()).cpuSecondsOfTree();
    }

    @Override
    public List<Upload> prepare(Scenario scenario, Contents contents) {
        var opening = new ArrayList<Callable<Upload>>();
        for (int i = 0; i < scenario.files(); i++) {
            var content = contents.next();
            opening.add(() -> new Upload("/upload/" + open(content), content));
        }
        try (var threads = Executors.newFixedThreadPool(OPENING_AT_ONCE)) {
            var uploads = new ArrayList<Upload>();
            for (var opened : threads.invokeAll(opening)) {
                uploads.add(opened.get());
            }
            return uploads;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sessions were opened", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a session could not be opened", e.getCause());
        }
    }

    private String open(Contents.Content content) {
        var manifest = account.sign(content.hash(), content.size(), NO_METADATA);
        return account.openOriginal(manifest, content.size()).id().toString();
    }

    @Override
    public Wire connect() throws IOException {
        String headers = "Authorization: Bearer " + account.accessToken() + "\r\nCapsule-Protocol: "
                + ProtocolVersion.CURRENT.date() + "\r\n";
        return new HttpWire(server, account.transport().endpoint().tenant().host(), headers);
    }

    @Override
    public void clear() {
        Trees.empty(stack.state().path("blobs").resolve("blobs"));
    }

    @Override
    public void close() {
        // account and stack belong to the command
    }
}
