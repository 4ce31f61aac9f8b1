package dev.capsule.client.sync;

import dev.capsule.client.failure.ClientReason;
import dev.capsule.client.verify.LocalChain;
import dev.capsule.protocol.metadata.Sidecar;

/** What is to be done about an entry of the feed, decided before anything is changed. */
sealed interface Decision {
    SyncEntry entry();

    /** Verified: store this state. */
    record Apply(SyncEntry entry, LocalChain chain, Sidecar sidecar) implements Decision {}

    /** The server executed an expired delete. */
    record Purge(SyncEntry entry) implements Decision {}

    /** Already the local state. */
    record Nothing(SyncEntry entry) implements Decision {}

    /** Neither forged nor usable yet. */
    record Hold(SyncEntry entry, ClientReason reason, String detail) implements Decision {}

    /** Quarantine it. */
    record Refuse(SyncEntry entry, ClientReason reason, String detail) implements Decision {}

    /** Written by a newer version: stop this album here, so that nothing is applied out of order. */
    record Stop(SyncEntry entry) implements Decision {}
}
