package dev.capsule.ingest.harness;

import dev.capsule.protocol.album.Member;
import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.event.AlbumCommitted;
import dev.capsule.protocol.event.AssetPurged;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.BlobRole;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Validation as far as its events go: sends them and waits until the service has handled them. */
public final class Gate {
    private static final TenantId HOME = new TenantId(Api.HOME);

    private Gate() {}

    public static void album(AlbumId album, long seq, UserId owner, UserId... readers) {
        var members = new java.util.ArrayList<Member>();
        members.add(new Member(owner, MemberRole.ADMIN));
        Arrays.stream(readers).forEach(reader -> members.add(new Member(reader, MemberRole.READ)));
        handled(new AlbumCommitted(head(), album, owner, seq, seq, List.copyOf(members), false));
    }

    public static void commit(Photo photo, long syncSeq, String... uploads) {
        commit(photo, photo.manifest(), syncSeq, refs(photo), List.of(), uploads);
    }

    public static void commit(
            Photo photo,
            AssetManifest manifest,
            long syncSeq,
            List<BlobRef> added,
            List<BlobRef> released,
            String... uploads) {
        handled(new ManifestCommitted(
                head(),
                manifest.albumId(),
                manifest.assetId(),
                photo.user(),
                ChangeKind.CREATED,
                syncSeq,
                manifest.encoded(),
                manifest.hash(),
                added,
                released,
                Arrays.stream(uploads).map(UploadId::parse).toList()));
    }

    public static void purge(Photo photo, long syncSeq) {
        handled(new AssetPurged(
                head(), photo.manifest().albumId(), photo.manifest().assetId(), photo.user(), syncSeq, refs(photo)));
    }

    public static List<BlobRef> refs(Photo photo) {
        return List.of(
                new BlobRef(BlobRole.ORIGINAL, photo.originalHash(), photo.original().length, Optional.empty()),
                new BlobRef(BlobRole.METADATA, photo.metadataHash(), photo.metadata().length, Optional.empty()));
    }

    public static EventHead head() {
        return EventHead.now(HOME, Clock.systemUTC());
    }

    /** Sends an event and waits until its inbox row says that the service has handled it. */
    public static void handled(Event event) {
        Broker.send(event);
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (Database.count(
                        "select count(*) from inbox where event_id = ?",
                        event.id().value())
                == 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the service did not handle " + event.type());
            }
            Thread.onSpinWait();
        }
    }
}
