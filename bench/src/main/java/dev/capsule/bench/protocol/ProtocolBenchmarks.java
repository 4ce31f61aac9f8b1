package dev.capsule.bench.protocol;

import dev.capsule.protocol.cbor.CborEncoder;
import dev.capsule.protocol.manifest.Manifest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What a gate does with the bytes of a create manifest, and the four primitive verifications beneath it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class ProtocolBenchmarks {
    private Fixture fixture = Fixture.create();
    private Primitives device = Primitives.ofDevice(fixture);
    private Primitives writeTier = Primitives.ofWriteTier(fixture);
    private byte[] encoded = fixture.manifest().encoded().toArray();

    /** A floor measured on refused signatures would be no floor. */
    @Setup
    public void requireValidSignatures() {
        if (!device.ed25519() || !device.mlDsa65() || !writeTier.ed25519() || !writeTier.mlDsa65()) {
            throw new IllegalStateException("the primitives refuse the signatures of the fixture");
        }
    }

    @Benchmark
    public void manifest(StepTimes times, Blackhole hole) {
        times.begin();
        var manifest = Manifest.decode(encoded);
        times.decode += times.lap();
        manifest.verifyDevice(fixture.deviceKey());
        manifest.verifyWriter(fixture.writeTierKey());
        times.verify += times.lap();
        hole.consume(CborEncoder.encode(manifest.signed().fields().item()));
        times.encode += times.lap();
        hole.consume(device.ed25519());
        hole.consume(writeTier.ed25519());
        times.ed25519 += times.lap();
        hole.consume(device.mlDsa65());
        hole.consume(writeTier.mlDsa65());
        times.mlDsa65 += times.lap();
    }
}
