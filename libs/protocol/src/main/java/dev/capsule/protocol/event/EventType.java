package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.manifest.WireEnum;
import java.util.function.Function;

/** The closed list of event types: the {@code ce_type} header, the topic, and how to read one. */
@SuppressWarnings("ImmutableEnumChecker") // the readers are stateless method references
public enum EventType implements WireEnum {
    BLOBS_STORED("dev.capsule.blobs.stored.v1", Topics.BLOBS_STORED, BlobsStored::of),
    BLOBS_RELEASED("dev.capsule.blobs.released.v1", Topics.BLOBS_RELEASED, BlobsReleased::of),
    MANIFEST_COMMITTED("dev.capsule.manifests.committed.v1", Topics.MANIFESTS_COMMITTED, ManifestCommitted::of),
    ASSET_PURGED("dev.capsule.manifests.purged.v1", Topics.MANIFESTS_COMMITTED, AssetPurged::of),
    MANIFEST_REJECTED("dev.capsule.manifests.rejected.v1", Topics.MANIFESTS_REJECTED, ManifestRejected::of),
    DIRECTORY_COMMITTED("dev.capsule.directories.committed.v1", Topics.DIRECTORIES_COMMITTED, DirectoryCommitted::of),
    ALBUM_COMMITTED("dev.capsule.albums.committed.v1", Topics.ALBUMS_COMMITTED, AlbumCommitted::of),
    ACCOUNT_REGISTERED("dev.capsule.identity.registered.v1", Topics.IDENTITY_EVENTS, AccountRegistered::of),
    SESSIONS_REVOKED("dev.capsule.identity.sessions-revoked.v1", Topics.IDENTITY_EVENTS, SessionsRevoked::of),
    QUOTA_STATE_CHANGED("dev.capsule.quota.state-changed.v1", Topics.QUOTA_EVENTS, QuotaStateChanged::of),
    QUOTA_DRIFT_FOUND("dev.capsule.quota.drift-found.v1", Topics.QUOTA_EVENTS, QuotaDriftFound::of),
    ASSET_MODERATED("dev.capsule.moderation.asset.v1", Topics.MODERATION_ACTIONS, AssetModerated::of);

    private final String wireName;
    private final String topic;
    private final Function<CborMap, Event> reader;

    EventType(String wireName, String topic, Function<CborMap, Event> reader) {
        this.wireName = wireName;
        this.topic = topic;
        this.reader = reader;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    public String topic() {
        return topic;
    }

    Event read(CborMap map) {
        return reader.apply(map);
    }
}
