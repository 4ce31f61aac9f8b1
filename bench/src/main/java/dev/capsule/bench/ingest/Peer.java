package dev.capsule.bench.ingest;

import dev.capsule.bench.process.ProcessMeter;
import java.io.IOException;
import java.util.List;

/** A server that takes files in. */
interface Peer extends AutoCloseable {
    String name();

    /** The process whose cost counts. */
    ProcessMeter meter();

    /** CPU seconds so far of other processes that work for it, such as its database. */
    double helperCpuSeconds();

    /** Makes uploads ready so that only their bytes are missing. Not measured. */
    List<Upload> prepare(Scenario scenario, Contents contents);

    Wire connect() throws IOException;

    /** Throws away what was stored, so that the disk does not fill up. */
    void clear();

    @Override
    void close();

    /** @param target what the wire needs to know, such as a path */
    record Upload(String target, Contents.Content content) {}

    /** One connection; sends one chunk at a time and waits until the server has answered it. */
    interface Wire extends AutoCloseable {
        void send(Upload upload, Contents.Chunk chunk) throws IOException;

        @Override
        void close() throws IOException;
    }
}
