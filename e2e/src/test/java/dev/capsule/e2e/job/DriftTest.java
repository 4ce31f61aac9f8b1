package dev.capsule.e2e.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.client.importing.ImportListener;
import dev.capsule.client.importing.ImportOptions;
import dev.capsule.e2e.suite.Operator;
import dev.capsule.e2e.suite.Suite;
import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.EventType;
import dev.capsule.protocol.event.QuotaDriftFound;
import dev.capsule.protocol.event.Topics;
import dev.capsule.protocol.id.UserId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quota loses what it was told: the operator hears of it by an event, and one command puts it right. */
class DriftTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String REASON = "restored from an old backup";

    @TempDir
    Path temporary;

    @Test
    void shouldTellAndRepair_whenQuotaHasLostEverythingAboutAUser() throws Exception {
        try (var household = new Household(temporary);
                var events = new Notices()) {
            var client = household.first();
            var album = client.createAlbum("Lost").id();
            var photos = Photos.write(temporary.resolve("photos"), 2, 120);
            assertThat(client.importFolder(album, photos, ImportOptions.DEFAULT, ImportListener.NONE)
                            .failed())
                    .isEmpty();
            long used = Quotas.await(client, quota -> quota.used() > 50_000 && quota.reserved() == 0)
                    .used();

            forget(client.user());

            assertThat(client.quota().used()).isZero();
            var found = events.await(event -> event.found() > 0);
            assertThat(found.bytes()).isEqualTo(used);
            var report = Operator.json("quota", "reconcile", "--repair", REASON);
            assertThat(report.path("found").longValue()).isEqualTo(found.found());
            assertThat(report.path("left").longValue()).isZero();
            assertThat(client.quota().used()).isEqualTo(used);
            assertThat(events.await(event -> event.found() == 0).bytes()).isZero();
            assertThat(Operator.json("quota", "reconcile").path("found").longValue())
                    .isZero();
            assertThat(auditLines()).isEqualTo(found.found());
        }
    }

    /** As a database that was restored from before the user came: everything in it fits together. */
    private static void forget(UserId user) throws SQLException {
        try (var connection = Suite.stack().postgresAdmin().connect("capsule_quota")) {
            connection.setAutoCommit(false);
            for (var sql : List.of(
                    "delete from asset where album_id in (select album_id from provenance where user_id = ?)",
                    "delete from charge where payer_id = ?",
                    "delete from blob_reference where user_id = ?",
                    "delete from provenance where user_id = ?",
                    "delete from usage where user_id = ?",
                    "update account set used = 0 where user_id = ?")) {
                try (var statement = connection.prepareStatement(sql)) {
                    statement.setObject(1, user.value());
                    assertThat(statement.executeUpdate()).as(sql).isPositive();
                }
            }
            connection.commit();
        }
    }

    private static long auditLines() throws SQLException {
        try (var connection = Suite.stack().postgresAdmin().connect("capsule_quota");
                var statement = connection.prepareStatement(
                        "select count(*) from audit where action in ('blob repaired', 'ledger repaired') and detail like ?")) {
            statement.setString(1, "%; " + REASON);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** Reads {@code capsule.quota.events} from now on. */
    private static final class Notices implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Suite.stack().kafkaServers(), "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());

        Notices() {
            var partitions = consumer.partitionsFor(Topics.QUOTA_EVENTS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
        }

        QuotaDriftFound await(Predicate<QuotaDriftFound> fits) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    var type = new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
                    if (type.equals(EventType.QUOTA_DRIFT_FOUND.wireName())
                            && Event.decode(EventType.QUOTA_DRIFT_FOUND, record.value())
                                    instanceof QuotaDriftFound event
                            && fits.test(event)) {
                        return event;
                    }
                }
            }
            throw new AssertionError("no such event");
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
