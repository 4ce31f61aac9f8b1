package dev.capsule.quota.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Settings of the service. Sizes in bytes. */
@ConfigMapping(prefix = "capsule.quota")
public interface QuotaConfig {

    /** Limits of accounts that have none of their own, of a tier or of the tenant; absent is unlimited. */
    OptionalLong defaultSoft();

    OptionalLong defaultHard();

    /** Time above the hard limit after which metadata may no longer grow either (14 days by the contract). */
    @WithDefault("14d")
    Duration grace();

    /** Metadata that may be in flight beyond the hard limit, so that an edit or the second half of a create fits. */
    @WithDefault("16777216")
    long metadataHeadroom();

    /** Longest time an upload may hold its reservation before it has landed. */
    @WithDefault("48h")
    Duration longestLease();

    /** Longest time an upload that has landed holds it while the gate has not decided. */
    @WithDefault("7d")
    Duration landedLease();

    /** How long ended reservations are remembered, against events and requests that come late. */
    @WithDefault("30d")
    Duration tombstones();

    /** Where other services reach this one; nothing here calls it. */
    Optional<String> internalUrl();

    Peer peer();

    /** Copies of other servers' blobs. */
    interface Peer {
        /** Share of the hard limit one peer's blobs may take, in percent. */
        @WithDefault("25")
        int percent();

        /** Cap when there is no hard limit: 50 GiB. */
        @WithDefault("53687091200")
        long fallback();
    }

    Sweep sweep();

    /** Housekeeping of leases and states; no decision waits for it. */
    interface Sweep {
        @WithDefault("30s")
        Duration every();
    }

    Reconcile reconcile();

    /** The comparison of figures with facts. */
    interface Reconcile {
        @WithDefault("10m")
        Duration every();

        /** After which a difference to what ingest and the ledger have is no longer an event on its way. */
        @WithDefault("5s")
        Duration settle();

        /** From the start to the first one. */
        @WithDefault("1m")
        Duration delay();
    }

    default Limits defaults() {
        return new Limits(defaultSoft(), defaultHard());
    }
}
