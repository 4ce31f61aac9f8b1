package dev.capsule.quota.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.BlobsStored;
import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.id.UuidV7;
import dev.capsule.protocol.internal.PeerCacheRequest;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.quota.fixture.Ledger;
import dev.capsule.quota.fixture.Settings;
import dev.capsule.quota.fixture.World;
import dev.capsule.quota.reservation.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Random histories against {@link NaiveModel}. Events are delivered late, in any order (also within a partition, which
 * Kafka would not do), in batches of any size, and again; there is no inbox. Whenever all have arrived, figures, totals
 * and states must be those of the model, and the comparison with the facts must find nothing.
 */
class AccountingModelTest {
    private static final int SOFT = 3_000;
    private static final int HARD = 4_000;

    enum Act {
        RESERVE,
        LAND,
        COMMIT,
        COMMIT_WITHOUT_UPLOAD,
        CANCEL,
        REJECT,
        TIME_PASSES,
        REPLACE,
        EDIT_METADATA,
        DERIVE,
        DELETE,
        RESTORE,
        PURGE,
        HOLD_COPY,
        EVICT_COPY,
        SPONSOR,
        DELIVER_ALL
    }

    record Step(Act act, int user, int asset, int content) {}

    @Provide
    Arbitrary<List<Step>> histories() {
        var step = Combinators.combine(
                        Arbitraries.of(Act.class),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 11),
                        Arbitraries.integers().between(0, 4))
                .as(Step::new);
        return step.list().ofMinSize(15).ofMaxSize(45);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void shouldEqualTheModel_whenEverythingHasArrived(@ForAll("histories") List<Step> steps, @ForAll long seed) {
        var run = new Run(new Random(seed));
        for (var step : steps) {
            run.act(step);
            run.deliverSome();
        }
        run.deliverAll();
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void shouldEqualTheModel_afterEveryStep(@ForAll("histories") List<Step> steps, @ForAll long seed) {
        var run = new Run(new Random(seed));
        for (var step : steps) {
            run.act(step);
            run.deliverAll();
        }
    }

    private static final class Run {
        private final World world = new World(Settings.limits(SOFT, HARD));
        private final Ledger ledger = new Ledger(world);
        private final NaiveModel model = new NaiveModel();
        private final Random random;
        private final List<UserId> users =
                Stream.generate(UserId::generate).limit(3).toList();
        private final List<AlbumId> albums = List.of(new AlbumId(UUID.randomUUID()), new AlbumId(UUID.randomUUID()));
        private final List<AssetId> assets = new ArrayList<>();
        private final Map<Integer, Boolean> purged = new HashMap<>();
        private final Map<UploadId, NaiveModel.Upload> everReserved = new LinkedHashMap<>();
        private final List<Event> pending = new ArrayList<>();
        private final List<Event> delivered = new ArrayList<>();
        private int metadata;

        Run(Random random) {
            this.random = random;
        }

        void act(Step step) {
            world.clock.forward(Duration.ofMillis(1));
            model.expire(world.clock.instant());
            var user = users.get(step.user());
            switch (step.act()) {
                case RESERVE -> reserve(user, size(step.content()));
                case COMMIT ->
                    pick(everReserved.keySet().stream().toList(), step.asset())
                            .ifPresent(upload ->
                                    create(everReserved.get(upload).user(), step.content(), Optional.of(upload)));
                case COMMIT_WITHOUT_UPLOAD -> create(user, step.content(), Optional.empty());
                case LAND -> pick(openUploads(), step.asset()).ifPresent(this::land);
                case CANCEL -> pick(openUploads(), step.asset()).ifPresent(this::cancel);
                case REJECT -> pick(openUploads(), step.asset()).ifPresent(this::reject);
                case TIME_PASSES -> timePasses(step.asset());
                case REPLACE -> live(step.asset(), false).ifPresent(asset -> replace(user, asset, step.content()));
                case EDIT_METADATA -> live(step.asset(), false).ifPresent(asset -> edit(user, asset));
                case DERIVE -> live(step.asset(), false).ifPresent(asset -> derive(user, asset, step.content()));
                case DELETE -> live(step.asset(), false).ifPresent(asset -> trash(user, asset, true));
                case RESTORE -> live(step.asset(), true).ifPresent(asset -> trash(user, asset, false));
                case PURGE -> live(step.asset(), true).ifPresent(asset -> purge(user, asset));
                case HOLD_COPY -> hold(user, step.content(), "peer" + step.asset() % 2 + ".example");
                case EVICT_COPY -> pick(model.copies, step.asset()).ifPresent(this::evict);
                case SPONSOR -> sponsor(user, users.get(step.asset() % 3));
                case DELIVER_ALL -> deliverAll();
            }
        }

        private void reserve(UserId user, long bytes) {
            var upload = World.upload();
            var account = model.billed(user);
            boolean fits = model.used(account, users) + model.reserved(account) + bytes <= HARD;
            var verdict = world.reserve(user, upload, BlobRole.ORIGINAL, bytes);
            if (pending.isEmpty()) {
                assertThat(verdict instanceof Verdict.Granted).as("verdict").isEqualTo(fits);
            }
            if (verdict instanceof Verdict.Granted) {
                var held =
                        new NaiveModel.Upload(user, bytes, world.clock.instant().plus(Duration.ofHours(24)));
                model.open.put(upload, held);
                everReserved.put(upload, held);
            }
        }

        private void create(UserId user, int content, Optional<UploadId> upload) {
            int asset = assets.size();
            assets.add(new AssetId(UuidV7.generate()));
            var original = new BlobRef(BlobRole.ORIGINAL, hash(content), size(content), upload);
            var meta = metadata();
            commit(user, asset, ChangeKind.CREATED, "", List.of(original, meta), List.of());
            upload.ifPresent(model.open::remove);
        }

        private void land(UploadId upload) {
            var held = model.open.get(upload);
            var blob = new BlobRef(BlobRole.ORIGINAL, hash(0), held.bytes(), Optional.of(upload));
            emit(ledger.stored(held.user(), albums.get(0), new AssetId(UuidV7.generate()), List.of(blob)));
        }

        private void cancel(UploadId upload) {
            var held = model.open.remove(upload);
            emit(ledger.released(held.user(), upload, held.bytes()));
        }

        private void reject(UploadId upload) {
            var held = model.open.remove(upload);
            emit(ledger.rejected(held.user(), albums.get(0), new AssetId(UuidV7.generate()), List.of(upload)));
        }

        private void timePasses(int hours) {
            world.clock.forward(Duration.ofHours(5L + 2L * hours));
            model.expire(world.clock.instant());
            if (hours % 2 == 0) {
                world.sweep.sweep();
            }
        }

        private void replace(UserId user, int asset, int content) {
            var old = slot(asset, "original");
            var added = new BlobRef(BlobRole.ORIGINAL, hash(content), size(content), Optional.empty());
            commit(user, asset, ChangeKind.REPLACED, "", List.of(added), old);
        }

        private void edit(UserId user, int asset) {
            commit(user, asset, ChangeKind.METADATA_UPDATED, "", List.of(metadata()), slot(asset, "metadata"));
        }

        private void derive(UserId user, int asset, int content) {
            var chain = content % 2 == 0 ? "thumbnail" : "preview";
            var added = new BlobRef(BlobRole.DERIVATIVE, hash(content), size(content), Optional.empty());
            commit(user, asset, ChangeKind.DERIVATIVE, chain, List.of(added), slot(asset, "derivative/" + chain));
        }

        private void trash(UserId user, int asset, boolean into) {
            commit(user, asset, into ? ChangeKind.DELETED : ChangeKind.RESTORED, "", List.of(), List.of());
            model.trashed.put(asset, into);
        }

        private void purge(UserId user, int asset) {
            emit(ledger.purged(user, album(asset), assets.get(asset), List.of()));
            model.ofAsset(asset).forEach(model::remove);
            purged.put(asset, true);
        }

        /** A manifest: first what it releases, then what it adds; what is in both stays as it is. */
        private void commit(
                UserId user,
                int asset,
                ChangeKind change,
                String chain,
                List<BlobRef> added,
                List<NaiveModel.Ref> old) {
            var released = old.stream()
                    .map(ref -> new BlobRef(blobRole(ref), ref.hash(), model.sizes.get(ref.hash()), Optional.empty()))
                    .toList();
            emit(ledger.committed(user, album(asset), assets.get(asset), change, chain, added, released));
            model.record(user);
            var kept = new ArrayList<NaiveModel.Ref>();
            for (var ref : old) {
                boolean stays = added.stream().anyMatch(blob -> blob.hash().equals(ref.hash()))
                        && ref.user().equals(user);
                if (stays) {
                    kept.add(ref);
                }
            }
            for (var blob : added) {
                var slot = blob.role() == BlobRole.DERIVATIVE
                        ? "derivative/" + chain
                        : blob.role().wireName();
                if (kept.stream().noneMatch(ref -> ref.hash().equals(blob.hash()))) {
                    model.add(
                            new NaiveModel.Ref(asset, slot, blob.hash(), user, UsageRole.of(blob.role())), blob.size());
                }
            }
            old.stream().filter(ref -> !kept.contains(ref)).forEach(model::remove);
        }

        /** Only when nothing is on its way: the answer depends on what has arrived. */
        private void hold(UserId user, int content, String peer) {
            deliverAll();
            var copy = new NaiveModel.Copy(hash(content), user, peer);
            boolean known = model.copies.contains(copy);
            boolean here = model.refs.stream().anyMatch(ref -> ref.hash().equals(copy.hash()))
                    || model.copies.stream().anyMatch(other -> other.hash().equals(copy.hash()));
            try {
                long charged = world.peers.hold(request(PeerCacheRequest.Change.HOLD, copy, size(content)));
                assertThat(charged).as("charged").isEqualTo(here || known ? 0 : size(content));
                if (!known) {
                    model.sizes.put(copy.hash(), size(content));
                    model.copies.add(copy);
                }
            } catch (RefusalException e) {
                assertThat(here).as("refused although free").isFalse();
                assertThat(e.code()).isIn(reasons(user, peer, size(content)));
            }
        }

        private List<ReasonCode> reasons(UserId user, String peer, long size) {
            var account = model.billed(user);
            long used = model.used(account, users);
            if (used >= HARD) {
                return List.of(ReasonCode.QUOTA_EXCEEDED, ReasonCode.QUOTA_GRACE_EXPIRED);
            }
            if (used + model.reserved(account) + size > HARD) {
                return List.of(ReasonCode.QUOTA_EXCEEDED);
            }
            return model.ofPeer(user, peer) + size > HARD / 4
                    ? List.of(ReasonCode.QUOTA_PEER_CACHE_EXCEEDED)
                    : List.of();
        }

        private void evict(NaiveModel.Copy copy) {
            world.peers.evict(request(PeerCacheRequest.Change.EVICT, copy, 1));
            model.copies.remove(copy);
        }

        private PeerCacheRequest request(PeerCacheRequest.Change change, NaiveModel.Copy copy, long size) {
            return new PeerCacheRequest(
                    change, world.tenant, copy.user(), new TenantId(copy.peer()), copy.hash(), size);
        }

        /** The first user may sponsor the others; asking for oneself ends it. */
        private void sponsor(UserId user, UserId by) {
            if (user.equals(users.get(0))) {
                return;
            }
            if (by.equals(users.get(0))) {
                world.settings.sponsor(world.tenant, user, Optional.of(by));
                model.sponsors.put(user, by);
            } else {
                world.settings.sponsor(world.tenant, user, Optional.empty());
                model.sponsors.remove(user);
            }
        }

        private void emit(Event event) {
            pending.add(event);
        }

        /** Some of what is on its way, in any order, and some of what has long arrived. */
        void deliverSome() {
            Collections.shuffle(pending, random);
            var batch = new ArrayList<Event>();
            int count = pending.isEmpty() ? 0 : random.nextInt(pending.size() + 1);
            for (int i = 0; i < count; i++) {
                batch.add(pending.removeLast());
            }
            if (!delivered.isEmpty() && random.nextInt(3) == 0) {
                batch.add(delivered.get(random.nextInt(delivered.size())));
            }
            Collections.shuffle(batch, random);
            deliver(batch);
        }

        void deliverAll() {
            Collections.shuffle(pending, random);
            var batch = List.copyOf(pending);
            pending.clear();
            deliver(batch);
            compare();
        }

        private void deliver(List<Event> batch) {
            if (!batch.isEmpty()) {
                world.deliver(batch);
                delivered.addAll(batch);
                batch.forEach(this::extend);
            }
        }

        /** The one effect that depends on when an event arrives. */
        private void extend(Event event) {
            if (event instanceof BlobsStored stored) {
                var until = world.clock.instant().plus(world.config.landedLease());
                stored.blobs().forEach(blob -> model.land(blob.upload().orElseThrow(), until));
            }
        }

        private void compare() {
            for (var user : users) {
                var byRole = world.db.inTenant(world.tenant, tx -> world.usage.byRole(tx, world.tenant, user));
                assertThat(withoutZeros(byRole)).as("own bytes").isEqualTo(withoutZeros(model.byRole(user)));
                if (model.billed(user).equals(user)) {
                    var figures = world.figures(user);
                    long used = model.used(user, users);
                    assertThat(figures.used()).as("used").isEqualTo(used);
                    assertThat(figures.reserved()).as("reserved").isEqualTo(model.reserved(user));
                    assertThat(state(figures.state().wireName()))
                            .isEqualTo(used >= HARD ? "full" : used >= SOFT ? "SoftWarning" : "OK");
                }
            }
            assertThat(world.comparison.report(world.tenant).drifts())
                    .as("drift")
                    .isEmpty();
        }

        private static String state(String name) {
            return name.equals("HardExceeded") || name.equals("GraceExpired") ? "full" : name;
        }

        private static Map<UsageRole, Long> withoutZeros(Map<UsageRole, Long> byRole) {
            return byRole.entrySet().stream()
                    .filter(entry -> entry.getValue() != 0)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        private Optional<Integer> live(int which, boolean inTrash) {
            var candidates = IntStream.range(0, assets.size())
                    .filter(asset -> !purged.getOrDefault(asset, false))
                    .filter(asset -> model.trashed.getOrDefault(asset, false) == inTrash)
                    .boxed()
                    .toList();
            return pick(candidates, which);
        }

        private List<UploadId> openUploads() {
            return List.copyOf(model.open.keySet());
        }

        private static <T> Optional<T> pick(List<T> list, int which) {
            return list.isEmpty() ? Optional.empty() : Optional.of(list.get(which % list.size()));
        }

        private List<NaiveModel.Ref> slot(int asset, String slot) {
            return model.ofAsset(asset).stream()
                    .filter(ref -> ref.slot().equals(slot))
                    .toList();
        }

        private AlbumId album(int asset) {
            return albums.get(asset % 2);
        }

        private static BlobRole blobRole(NaiveModel.Ref ref) {
            return switch (ref.slot()) {
                case "original" -> BlobRole.ORIGINAL;
                case "metadata" -> BlobRole.METADATA;
                default -> BlobRole.DERIVATIVE;
            };
        }

        private static Sha256 hash(int content) {
            return Ledger.hash("content-" + content);
        }

        private static long size(int content) {
            return 101L + 97L * content;
        }

        private BlobRef metadata() {
            return new BlobRef(BlobRole.METADATA, Ledger.hash("metadata-" + metadata++), 31, Optional.empty());
        }
    }
}
