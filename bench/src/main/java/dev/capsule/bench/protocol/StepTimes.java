package dev.capsule.bench.protocol;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * CPU nanoseconds of the measuring thread, by step. CPU time rather than wall time, and all steps in each call: what else
 * runs on the machine then slows every step alike and leaves their ratio.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class StepTimes {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    // JMH reads and resets public fields.
    public long decode;
    public long encode;
    public long verify;
    public long ed25519;
    public long mlDsa65;
    public long calls;

    private long last;

    void begin() {
        calls++;
        last = THREADS.getCurrentThreadCpuTime();
    }

    /** CPU time since the last lap. */
    long lap() {
        long before = last;
        last = THREADS.getCurrentThreadCpuTime();
        return last - before;
    }
}
