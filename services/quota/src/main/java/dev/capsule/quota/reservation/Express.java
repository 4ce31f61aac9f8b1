package dev.capsule.quota.reservation;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.internal.ReservationRequest;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.quota.limit.Limits;
import dev.capsule.quota.limit.QuotaConfig;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Grants in one conditional statement whatever needs no second thought: new uploads of users without a sponsor, who are
 * not suspended, have room for all they ask for, and whose tenant has no ceiling. Everything else is left to the {@link
 * Desk}, which also knows how to say no. Below the hard limit no state refuses anything, so states are not looked at.
 */
@ApplicationScoped
public class Express {
    private static final String GRANT = """
            with tenant as (
              select case when p.limited then p.hard else $10::bigint end as hard
              from (select) one left join tenant_policy p on p.tenant_id = $1 where p.ceiling is null
            ), granted as (
              update account a set reserved = a.reserved + n.bytes, reserved_metadata = a.reserved_metadata + n.metadata
              from unnest($2::uuid[], $3::bigint[], $4::bigint[]) as n(user_id, bytes, metadata), tenant
              where a.tenant_id = $1 and a.user_id = any($2) and a.user_id = n.user_id
                and a.sponsor_id is null and not a.suspended
                and a.used + a.reserved + n.bytes <= coalesce(case when a.overridden then a.hard
                  when exists (select from tier t where t.tenant_id = $1 and t.name = a.tier)
                    then (select t.hard from tier t where t.tenant_id = $1 and t.name = a.tier)
                  else tenant.hard end, $11::bigint)
              returning a.user_id
            ), written as (
              insert into reservation (tenant_id, upload_id, user_id, role, bytes, expires_at, status)
              select $1, r.upload_id, r.user_id, r.role, r.bytes, r.expires_at, 'open'
              from unnest($5::uuid[], $6::uuid[], $7::text[], $8::bigint[], $9::timestamptz[])
                as r(upload_id, user_id, role, bytes, expires_at) join granted using (user_id)
              on conflict do nothing returning upload_id
            )
            select array(select user_id from granted) as users, (select count(*) from written) as written
            """;

    /** The order in which everybody locks accounts. */
    private static final Comparator<UserId> AS_STORED = Comparator.comparing(
            UserId::value,
            Comparator.<UUID, Long>comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
                    .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned));

    private final QuotaConfig config;
    private final Clock clock;

    public Express(QuotaConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** One of the uploads is known: nothing may be kept of this transaction. */
    static final class KnownUploadException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        KnownUploadException() {
            super("an upload is known", null, false, false);
        }
    }

    /**
     * @return users all of whose requests are granted
     * @throws KnownUploadException to roll back, if one of the uploads is not new
     */
    Set<UserId> grant(Tx tx, TenantId tenant, List<ReservationRequest> requests) {
        var now = clock.instant();
        var odd = requests.stream()
                .filter(request -> Desk.formRefusal(request, now).isPresent())
                .map(ReservationRequest::owner)
                .collect(Collectors.toSet());
        var plain = requests.stream()
                .filter(request -> !odd.contains(request.owner()))
                .toList();
        if (plain.isEmpty()) {
            return Set.of();
        }
        var sums = new TreeMap<UserId, Sum>(AS_STORED);
        plain.forEach(request -> sums.merge(request.owner(), Sum.of(request), Sum::plus));
        var outcome = tx.one(
                        GRANT,
                        row -> new Outcome(
                                Arrays.stream(row.getArrayOfUUIDs("users"))
                                        .map(UserId::new)
                                        .collect(Collectors.toSet()),
                                Columns.longValue(row, "written")),
                        tenant,
                        sums.keySet().toArray(UserId[]::new),
                        sums.values().stream().map(Sum::bytes).toArray(Long[]::new),
                        sums.values().stream().map(Sum::metadata).toArray(Long[]::new),
                        plain.stream().map(ReservationRequest::upload).toArray(UploadId[]::new),
                        plain.stream().map(ReservationRequest::owner).toArray(UserId[]::new),
                        plain.stream().map(request -> request.role().wireName()).toArray(String[]::new),
                        plain.stream().map(ReservationRequest::bytes).toArray(Long[]::new),
                        plain.stream()
                                .map(request -> Leases.until(request, now, config))
                                .toArray(Instant[]::new),
                        Limits.orNull(config.defaults().hard()),
                        Long.MAX_VALUE)
                .orElseThrow();
        long expected = plain.stream()
                .filter(request -> outcome.users().contains(request.owner()))
                .count();
        if (outcome.written() != expected) {
            throw new KnownUploadException();
        }
        return outcome.users();
    }

    private record Outcome(Set<UserId> users, long written) {}

    private record Sum(long bytes, long metadata) {
        static Sum of(ReservationRequest request) {
            return new Sum(request.bytes(), request.role() == BlobRole.METADATA ? request.bytes() : 0);
        }

        Sum plus(Sum other) {
            return new Sum(bytes + other.bytes, metadata + other.metadata);
        }
    }
}
