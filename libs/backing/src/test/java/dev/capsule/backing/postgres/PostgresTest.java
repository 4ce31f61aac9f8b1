package dev.capsule.backing.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.backing.provision.DatabaseProvisioning;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresTest {
    @TempDir
    private static Path directory;

    private static Postgres postgres;

    @BeforeAll
    static void start() {
        postgres = Postgres.start(new PostgresOptions(
                directory.resolve("data"), 0, "super-secret", true, directory.resolve("postgres.log")));
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void shouldBePostgres18InUtf8_whenStarted() throws SQLException {
        try (var c = postgres.admin().connect("postgres")) {
            assertThat(text(c, "SHOW server_version_num")).startsWith("18");
            assertThat(text(c, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(text(c, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(text(c, "SHOW fsync")).isEqualTo("on");
        }
    }

    @Test
    void shouldRefuseLogin_whenPasswordIsWrong() {
        assertThatThrownBy(() -> postgres.admin().connect("postgres", Postgres.SUPERUSER, "wrong"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void shouldRestrictTheServiceRole_whenProvisioned() throws SQLException {
        // given: provisioned twice, the second time with another password
        DatabaseProvisioning.provision(postgres.admin(), "alpha", "owner-pw", "old-pw");
        var db = DatabaseProvisioning.provision(postgres.admin(), "alpha", "owner-pw", "it's new");
        DatabaseProvisioning.provision(postgres.admin(), "beta", "owner-pw", "beta-pw");
        try (var owner = postgres.admin().connect("capsule_alpha", db.owner(), db.ownerPassword())) {
            execute(owner, "CREATE TABLE secret (x int)");
        }

        // then
        try (var c = postgres.admin().connect("capsule_alpha", db.user(), db.password())) {
            assertThat(text(
                            c,
                            "SELECT concat(rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls)"
                                    + " FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("fffff");
            assertRefused(c, "CREATE TABLE mine (x int)");
            assertRefused(c, "CREATE TEMP TABLE mine (x int)");
            assertRefused(c, "CREATE SCHEMA mine");
            assertRefused(c, "SELECT * FROM secret");
            assertRefused(c, "CREATE ROLE other");
            assertRefused(c, "SET ROLE " + db.owner());
        }
        assertThatThrownBy(() -> postgres.admin().connect("capsule_beta", db.user(), db.password()))
                .hasMessageContaining("permission denied for database");
        assertThatThrownBy(() -> postgres.admin().connect("capsule_alpha", db.user(), "old-pw"))
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void shouldKeepCommittedRows_whenKilledAndRestarted() throws SQLException {
        // given
        try (var c = postgres.admin().connect("postgres")) {
            execute(c, "CREATE TABLE kept (x int)");
            execute(c, "INSERT INTO kept VALUES (42)");
        }
        long before = postgres.pid();

        // when
        postgres.kill();
        assertThat(postgres.alive()).isFalse();
        postgres.restart();

        // then
        assertThat(postgres.pid()).isNotEqualTo(before);
        try (var c = postgres.admin().connect("postgres")) {
            assertThat(text(c, "SELECT x FROM kept")).isEqualTo("42");
        }
    }

    private static void assertRefused(Connection c, String sql) {
        assertThatThrownBy(() -> execute(c, sql)).hasMessageContaining("permission denied");
    }

    private static void execute(Connection c, String sql) throws SQLException {
        try (var statement = c.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection c, String sql) throws SQLException {
        try (var statement = c.createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
