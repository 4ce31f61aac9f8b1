package dev.capsule.quota.usage;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.quota.fixture.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rules of the contract, told in the order in which things happened and with nothing clever: lists that are searched,
 * sums that are added up again each time.
 */
final class NaiveModel {
    record Upload(UserId user, long bytes, Instant expires) {}

    record Ref(int asset, String slot, Sha256 hash, UserId user, UsageRole role) {}

    record Copy(Sha256 hash, UserId user, String peer) {}

    final Map<UploadId, Upload> open = new LinkedHashMap<>();
    final Map<UserId, UserId> sponsors = new HashMap<>();
    final List<Ref> refs = new ArrayList<>();
    final List<Copy> copies = new ArrayList<>();
    final Map<Integer, Boolean> trashed = new HashMap<>();
    final Map<Sha256, Long> sizes = new HashMap<>();
    private final Map<UserId, Long> records = new HashMap<>();
    private final Map<Sha256, UserId> payers = new HashMap<>();
    /** For each blob, the users that refer to it, in the order in which they began to. */
    private final Map<Sha256, List<UserId>> standing = new HashMap<>();

    void record(UserId user) {
        records.merge(user, (long) Ledger.RECORD, Long::sum);
    }

    void add(Ref ref, long size) {
        sizes.put(ref.hash(), size);
        refs.add(ref);
        var users = standing.computeIfAbsent(ref.hash(), h -> new ArrayList<>());
        if (!users.contains(ref.user())) {
            users.add(ref.user());
        }
        payers.putIfAbsent(ref.hash(), ref.user());
    }

    void remove(Ref ref) {
        refs.remove(ref);
        boolean left = refs.stream()
                .anyMatch(r -> r.hash().equals(ref.hash()) && r.user().equals(ref.user()));
        if (!left) {
            var users = standing.get(ref.hash());
            users.remove(ref.user());
            if (payers.get(ref.hash()).equals(ref.user())) {
                if (users.isEmpty()) {
                    payers.remove(ref.hash());
                } else {
                    payers.put(ref.hash(), users.getFirst());
                }
            }
        }
    }

    List<Ref> ofAsset(int asset) {
        return refs.stream().filter(r -> r.asset() == asset).toList();
    }

    void expire(Instant now) {
        open.values().removeIf(upload -> !upload.expires().isAfter(now));
    }

    void land(UploadId upload, Instant until) {
        open.computeIfPresent(
                upload,
                (id, held) -> held.expires().isBefore(until) ? new Upload(held.user(), held.bytes(), until) : held);
    }

    UserId billed(UserId user) {
        return sponsors.getOrDefault(user, user);
    }

    long reserved(UserId account) {
        return open.values().stream()
                .filter(upload -> billed(upload.user()).equals(account))
                .mapToLong(Upload::bytes)
                .sum();
    }

    long used(UserId account, List<UserId> users) {
        return users.stream()
                .filter(user -> billed(user).equals(account))
                .mapToLong(user -> byRole(user).values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .sum();
    }

    Map<UsageRole, Long> byRole(UserId user) {
        var result = new TreeMap<UsageRole, Long>();
        if (records.containsKey(user)) {
            result.put(UsageRole.PROVENANCE, records.get(user));
        }
        payers.forEach((hash, payer) -> {
            if (payer.equals(user)) {
                result.merge(role(hash, user), sizes.get(hash), Long::sum);
            }
        });
        var seen = new ArrayList<Sha256>();
        for (var copy : copies) {
            if (!payers.containsKey(copy.hash()) && !seen.contains(copy.hash())) {
                seen.add(copy.hash());
                if (copy.user().equals(user)) {
                    result.merge(UsageRole.PEER_CACHE, sizes.get(copy.hash()), Long::sum);
                }
            }
        }
        return result;
    }

    /** What copies of one peer cost a user. */
    long ofPeer(UserId user, String peer) {
        var seen = new ArrayList<Sha256>();
        long bytes = 0;
        for (var copy : copies) {
            if (!payers.containsKey(copy.hash()) && !seen.contains(copy.hash())) {
                seen.add(copy.hash());
                if (copy.user().equals(user) && copy.peer().equals(peer)) {
                    bytes += sizes.get(copy.hash());
                }
            }
        }
        return bytes;
    }

    private UsageRole role(Sha256 hash, UserId payer) {
        for (var ref : refs) {
            if (ref.hash().equals(hash) && ref.user().equals(payer) && !trashed.getOrDefault(ref.asset(), false)) {
                return ref.role();
            }
        }
        return UsageRole.TRASH;
    }
}
