package dev.capsule.bench.protocol;

import java.lang.management.ManagementFactory;

/** The four signature verifications no manifest can do without, on one core of this machine, now. */
public final class Floor {
    private static final int WARM_UP = 4_000;
    private static final int BATCHES = 9;
    private static final int BATCH = 500;

    private Floor() {}

    /** CPU microseconds per manifest: the median of batches, after warming up. About two seconds. */
    public static double micros() {
        var fixture = Fixture.create();
        var device = Primitives.ofDevice(fixture);
        var writeTier = Primitives.ofWriteTier(fixture);
        batch(device, writeTier, WARM_UP);
        var micros = new double[BATCHES];
        for (int i = 0; i < BATCHES; i++) {
            micros[i] = batch(device, writeTier, BATCH);
        }
        java.util.Arrays.sort(micros);
        return micros[BATCHES / 2];
    }

    private static double batch(Primitives device, Primitives writeTier, int count) {
        var threads = ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < count; i++) {
            if (!(device.ed25519() && writeTier.ed25519() && device.mlDsa65() && writeTier.mlDsa65())) {
                throw new IllegalStateException("the primitives refuse the signatures of the fixture");
            }
        }
        return (threads.getCurrentThreadCpuTime() - began) / 1e3 / count;
    }
}
