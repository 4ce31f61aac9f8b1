package dev.capsule.bench.protocol;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborEncoder;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.manifest.Manifest;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The operations of a gate on one create manifest, and the two primitives beneath them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ProtocolBenchmarks {
    private byte[] encoded = new byte[0];
    private Cbor item = Cbor.of(0);
    private Fixture fixture = Fixture.create();
    private Primitives primitives = new Primitives(fixture);

    @Setup
    public void setUp() {
        fixture = Fixture.create();
        primitives = new Primitives(fixture);
        encoded = fixture.manifest().encoded().toArray();
        item = fixture.manifest().signed().fields().item();
        // A floor measured on refused signatures would be no floor.
        if (!ed25519() || !mlDsa65()) {
            throw new IllegalStateException("the primitives refuse the signatures of the fixture");
        }
    }

    @Benchmark
    public Manifest decode() {
        return Manifest.decode(encoded);
    }

    @Benchmark
    public byte[] encode() {
        return CborEncoder.encode(item);
    }

    @Benchmark
    public Manifest verify() {
        return verified(fixture.manifest());
    }

    @Benchmark
    public Manifest decodeAndVerify() {
        return verified(Manifest.decode(encoded));
    }

    private Manifest verified(Manifest manifest) {
        HybridPublicKey device = fixture.deviceKey();
        manifest.verifyDevice(device);
        manifest.verifyWriter(fixture.writeTierKey());
        return manifest;
    }

    @Benchmark
    public boolean ed25519() {
        return primitives.ed25519();
    }

    @Benchmark
    public boolean mlDsa65() {
        return primitives.mlDsa65();
    }
}
