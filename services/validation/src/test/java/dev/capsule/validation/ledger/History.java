package dev.capsule.validation.ledger;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.DerivativeManifest;
import dev.capsule.protocol.manifest.DerivativeRole;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Derivatives;
import dev.capsule.validation.fixture.Edit;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.TestClock;
import dev.capsule.validation.gate.Carriage;
import dev.capsule.validation.gate.Claim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A random valid history of one album with an admin and a writer: assets through all their states, derivatives beside
 * them, epochs that rise. Made by the contract alone; the gate has no say in it.
 */
final class History {
    static final int EPOCHS = 3;

    private static final List<String> FORMATS = List.of("image/webp", "image/jxl");
    private static final List<DerivativeRole> ROLES = List.of(DerivativeRole.THUMBNAIL, DerivativeRole.PREVIEW);

    final Person alice = Person.named("alice");
    final Person bob = Person.named("bob");
    final Album album = Album.of(alice, Album.writer(bob));
    final TenantId tenant = new TenantId(alice.host());
    final List<Claim> claims = new ArrayList<>();

    private final List<Asset> assets = new ArrayList<>();
    private final Map<String, Sha256> derivativeHeads = new HashMap<>();
    private final Random random;
    private long epoch = 1;

    private History(Random random) {
        this.random = random;
    }

    static History of(Random random, int steps) {
        var history = new History(random);
        while (history.claims.size() < steps) {
            history.step();
        }
        return history;
    }

    private void step() {
        if (epoch < EPOCHS && random.nextInt(6) == 0) {
            epoch++;
        }
        if (assets.isEmpty() || random.nextInt(4) == 0) {
            var asset = Asset.in(album, author());
            assets.add(asset);
            write(asset, Action.CREATE);
            return;
        }
        var asset = assets.get(random.nextInt(assets.size())).by(author());
        boolean trashed = asset.head().action() == Action.DELETE;
        if (!trashed && random.nextInt(4) == 0) {
            derive(asset);
            return;
        }
        var allowed = trashed
                ? List.of(Action.DELETE, Action.TRASH_RESTORE)
                : List.of(Action.REPLACE, Action.METADATA_UPDATE, Action.DELETE);
        write(asset, allowed.get(random.nextInt(allowed.size())));
    }

    private Person author() {
        return random.nextBoolean() ? alice : bob;
    }

    private void write(Asset asset, Action action) {
        var draft = asset.draft(action, TestClock.now());
        var manifest =
                AssetManifest.decode(signed(Edit.of(draft.manifest()).set(5, Cbor.of(epoch)), asset.author, epoch));
        asset.chain.add(manifest);
        add(
                manifest,
                action.carriesMetadata()
                        ? new Carriage.Landed(draft.blobs(), draft.metadata())
                        : new Carriage.Bare(Optional.empty()));
    }

    private void derive(Asset asset) {
        var role = ROLES.get(random.nextInt(ROLES.size()));
        var chain = asset.id + "/" + role;
        var hash = Sha256.hash(Long.toString(random.nextLong()).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        var sound = Derivatives.build(
                asset, role, FORMATS.get(random.nextInt(FORMATS.size())), hash, 500, derivativeHeads.get(chain));
        var manifest = DerivativeManifest.decode(signed(Edit.of(sound).set(14, Cbor.of(epoch)), asset.author, epoch));
        derivativeHeads.put(chain, manifest.hash());
        var ref = new BlobRef(BlobRole.DERIVATIVE, hash, 516, Optional.of(UploadId.generate()));
        add(manifest, new Carriage.Landed(List.of(ref), Optional.empty()));
    }

    private void add(Manifest manifest, Carriage carriage) {
        claims.add(claim(manifest.user().equals(bob.user()) ? bob : alice, manifest, carriage));
    }

    Claim claim(Person caller, Manifest manifest, Carriage carriage) {
        return new Claim(tenant, caller.user(), manifest, Optional.empty(), Optional.empty(), carriage);
    }

    Person authorOf(Claim claim) {
        return claim.caller().equals(bob.user()) ? bob : alice;
    }

    byte[] signed(Edit edit, Person author, long epoch) {
        return edit.signed(author.deviceKey(), album.writeTier(epoch));
    }
}
