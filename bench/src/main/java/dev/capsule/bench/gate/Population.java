package dev.capsule.bench.gate;

import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Who writes where. Each tenant has one user with one device; its albums share them, and each has a write-tier key of
 * its own. Albums beyond those the manifests go to have no writer here: {@link Seeding} fills them in.
 *
 * @param albums of all tenants together, at least as many as writers
 */
record Population(int tenants, int albums, List<Writer> writers) {
    /** @param manifests as many albums are written to, or all where there are fewer */
    static Population of(int tenants, int albums, int manifests) {
        int written = Math.min(albums, manifests);
        record Owner(UserId user, DeviceId device, HybridSigner key) {}
        var owners = IntStream.range(0, Math.min(tenants, written))
                .parallel()
                .mapToObj(i -> new Owner(UserId.generate(), DeviceId.generate(), signer()))
                .toList();
        var writers = IntStream.range(0, written)
                .parallel()
                .mapToObj(i -> {
                    var owner = owners.get(i % owners.size());
                    return new Writer(
                            host(i % tenants), owner.user(), owner.device(), AlbumId.generate(), owner.key(), signer());
                })
                .toList();
        return new Population(tenants, albums, writers);
    }

    /** The service is asked nothing over HTTP, so it needs not serve these hosts. */
    private static TenantId host(int tenant) {
        return new TenantId(String.format(Locale.ROOT, "t%05d.bench.localhost", tenant));
    }

    private static HybridSigner signer() {
        return new HybridSigner(Secret.random(HybridSigner.SEED_LENGTH));
    }
}
