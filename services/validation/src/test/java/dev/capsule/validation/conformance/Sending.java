package dev.capsule.validation.conformance;

import dev.capsule.protocol.album.EpochOp;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborDecoder;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.ManifestRejected;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.WireEnum;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Bus;
import dev.capsule.validation.fixture.Edit;
import dev.capsule.validation.fixture.TestClock;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The request a vector describes: a sound object, spoiled as it says, on the route of its kind. */
final class Sending {
    private final World world;
    private final Vector.When when;

    Sending(World world, Vector.When when) {
        this.world = world;
        this.when = when;
    }

    Response send(String object) {
        var sender = world.person(when.sender());
        return switch (object) {
            case "asset-manifest", "derivative-manifest" -> post("/manifests", manifest());
            case "device-directory" ->
                Api.put(sender, "/directories/" + world.person("owner").user(), directory());
            case "album-descriptor" -> post("/albums", newAlbum());
            case "upgrade-intent" -> post("/albums/" + world.album().id + "/upgrade", intent());
            case "epoch-attestation" -> post("/albums/" + world.album().id + "/epochs", attestation());
            case "sync-cursor" -> Api.get(sender, "/sync?cursor=" + cursor());
            default -> throw new IllegalArgumentException("no route takes a " + object);
        };
    }

    private Response post(String path, byte[] body) {
        var request = Api.signing(world.person(when.sender()));
        if (when.operation() != null) {
            request.header("Capsule-Operation-Id", when.operation());
        }
        if (when.sidecarSchema() != null) {
            request.header("Capsule-Sidecar-Schema", when.sidecarSchema());
        }
        return request.body(body).post(path);
    }

    /** Brings a bundle whose metadata blob is the one the vector spells out. */
    ManifestRejected sendBlob() {
        var asset = Asset.in(world.album());
        var draft = asset.draft(Action.CREATE, TestClock.now());
        var blob = Bytes.of(HexFormat.of().parseHex(Objects.requireNonNull(when.text())));
        var named = when.send().equals("named-blob") ? blob : Bytes.of(Asset.metadataBlob());
        var manifest = asset.sign(asset.builder(Action.CREATE, TestClock.now())
                .content(draft.manifest().ciphertextHash(), 1000, Bytes.of(new byte[7]))
                .metadata(named.sha256()));
        var ref = new BlobRef(BlobRole.METADATA, named.sha256(), blob.length(), Optional.of(UploadId.generate()));
        Bus.send(Bus.bundle(asset, manifest.encoded(), List.of(draft.blobs().getFirst(), ref), Optional.of(blob)));
        return Bus.rejected(manifest.hash());
    }

    private byte[] manifest() {
        var author = world.person(when.sender());
        var sound =
                world.sound(when.send(), author, Optional.ofNullable(when.at()).orElse(0.0));
        return spoiled(
                Edit.of(sound),
                author.deviceKey(),
                world.album()
                        .writeTier(Optional.ofNullable(when.writeEpoch())
                                .orElseGet(() -> world.album().last().epoch())));
    }

    /** The descriptor is what is spoiled, or the attestation that comes with it. */
    private byte[] newAlbum() {
        var sound = world.another();
        var descriptor = Edit.of(SignedType.ALBUM, map(sound.descriptor.encoded()));
        var first = Edit.of(SignedType.EPOCH_ATTESTATION, map(sound.last().encoded()));
        return when.send().equals("first-attestation")
                ? Album.sequence(descriptor.unsigned(), spoiled(first, sound.admin(), null))
                : Album.sequence(
                        spoiled(descriptor, world.person("owner").deviceKey(), sound.admin()), first.unsigned());
    }

    private byte[] intent() {
        var author = world.person(when.sender());
        double days = Optional.ofNullable(when.at()).orElse(7.0);
        return spoiled(
                Edit.of(
                        SignedType.UPGRADE_INTENT,
                        map(world.intent(author, days).encoded())),
                author.deviceKey(),
                null);
    }

    private byte[] attestation() {
        var sound = world.attestation(WireEnum.find(EpochOp.class, when.send()).orElseThrow());
        return spoiled(
                Edit.of(SignedType.EPOCH_ATTESTATION, map(sound.encoded())),
                world.album().admin(),
                null);
    }

    private byte[] directory() {
        var edit = Edit.of(SignedType.DEVICE_DIRECTORY, map(world.directory().encoded()));
        var entry = when.entry();
        if (entry != null) {
            edit.change(
                    3,
                    devices -> Cbor.array(
                            entries(entry, ((Cbor.Array) devices).items().getFirst())));
        }
        return spoiled(edit, world.person("owner").identityKey(), null);
    }

    private List<Cbor> entries(Vector.Entry change, Cbor sound) {
        if (Boolean.TRUE.equals(change.none())) {
            return List.of();
        }
        var edit = Edit.of(SignedType.DEVICE_ENTRY, (Cbor.MapItem) sound);
        apply(edit, change.set(), change.remove(), change.broken());
        return List.of(edit.map());
    }

    /** A change of a directory's entry is a change of the directory. */
    private byte[] spoiled(Edit edit, HybridSigner first, @Nullable HybridSigner second) {
        apply(edit, when.set(), when.remove(), null);
        boolean changed =
                when.set() != null || when.remove() != null || when.entry() != null || when.writeEpoch() != null;
        if (changed && when.signsAgain()) {
            return edit.signed(first, second);
        }
        apply(edit, null, null, when.broken());
        return edit.unsigned();
    }

    private void apply(
            Edit edit, @Nullable Map<Long, Object> set, @Nullable List<Long> remove, @Nullable List<String> broken) {
        Optional.ofNullable(set).orElse(Map.of()).forEach((key, value) -> edit.set(key, cbor(value)));
        Optional.ofNullable(remove).orElse(List.of()).forEach(edit::remove);
        for (var half : Optional.ofNullable(broken).orElse(List.of())) {
            var parts = half.split("/", 2);
            edit.breakSignature(Long.parseLong(parts[0]), Integer.parseInt(parts[1]));
        }
    }

    private String cursor() {
        if (when.text() != null) {
            return when.text();
        }
        String sound = Api.get(world.person("owner"), "/sync").jsonPath().getString("next_cursor");
        return switch (when.send()) {
            case "cursor" -> sound;
            case "cursor-flipped" -> flipped(sound, sound.length() / 2);
            case "cursor-mac-flipped" -> flipped(sound, sound.length() - 8);
            case "cursor-cut" -> sound.substring(0, sound.length() - 4);
            case "cursor-longer" -> sound + "AAAA";
            case "cursor-padded" -> sound + "=";
            default -> throw new IllegalArgumentException("no such cursor: " + when.send());
        };
    }

    private static Cbor.MapItem map(Bytes encoded) {
        return CborDecoder.decodeMap(encoded.toArray(), CborLimits.ofBytes(encoded.length()));
    }

    private static String flipped(String text, int at) {
        char other = text.charAt(at) == 'A' ? 'B' : 'A';
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    private Cbor cbor(Object value) {
        return switch (value) {
            case Integer number -> Cbor.of(number);
            case Long number -> Cbor.of(number);
            case Boolean flag -> Cbor.of(flag);
            case String text
            when text.startsWith("hex:") -> Cbor.of(HexFormat.of().parseHex(text.substring(4)));
            case String text when text.startsWith("zeros:") -> Cbor.of(new byte[Integer.parseInt(text.substring(6))]);
            case String text
            when text.startsWith("repeat:") -> Cbor.of("x".repeat(Integer.parseInt(text.substring(7))));
            case String text when text.startsWith("the ") -> world.named(text);
            case String text -> Cbor.of(text);
            case List<?> items ->
                Cbor.array(new ArrayList<Object>(items).stream().map(this::cbor).toList());
            default -> throw new IllegalArgumentException("no such value: " + Arrays.toString(new Object[] {value}));
        };
    }
}
