package dev.capsule.ingest.landing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.IngestTest;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** A plan is made once for each connection, perhaps while there is hardly a session, and kept: it must suit a million. */
@IngestTest
class LandWholePlanTest {

    @Test
    void shouldNeverScanTheTable_evenWhilePlannedForAnEmptyOne() throws SQLException {
        try (var connection = Database.open()) {
            connection.setAutoCommit(false);
            // given: a table without rows, and statistics that say so; undone with the transaction
            Database.run(connection, "truncate upload_sessions, chunks");
            Database.run(connection, "analyze upload_sessions");
            Database.run(connection, "select set_config('capsule.tenant', 'home.localhost', true)");
            long before = scans(connection, "seq_scan");

            Database.run(connection, """
                    select * from land_whole('home.localhost', array[gen_random_uuid()], now(), array[1]::bigint[],
                      array[sha256('a')], array[2]::bigint[])
                    """);

            assertThat(scans(connection, "idx_scan")).isPositive();
            assertThat(scans(connection, "seq_scan")).isEqualTo(before);
        }
    }

    /** Of this transaction alone. */
    private static long scans(Connection connection, String kind) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(
                        "select " + kind + " from pg_stat_xact_user_tables where relname = 'upload_sessions'")) {
            result.next();
            return result.getLong(1);
        }
    }
}
