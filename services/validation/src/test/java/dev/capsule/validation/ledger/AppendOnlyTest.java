package dev.capsule.validation.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Tables;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Past the service, with every login there is: what is in the ledger stays as it is. */
@QuarkusTest
class AppendOnlyTest extends ServiceTest {
    private static final List<String> LEDGER =
            List.of("manifest", "log_tile", "attestation", "album", "directory", "epoch_key");

    @BeforeEach
    void fill() {
        Asset.committed(Album.of(Person.named("alice").published()).created());
    }

    private interface Login {
        Connection open() throws SQLException;
    }

    @Test
    void shouldRefuseEveryChange_forTheServiceRole() {
        for (var table : LEDGER) {
            refused(Tables::service, "permission denied", "update %s set tenant_id = tenant_id", table);
            refused(Tables::service, "permission denied", "delete from %s", table);
            refused(Tables::service, "permission denied", "truncate %s", table);
            refused(
                    Tables::service,
                    "permission denied",
                    "merge into %s t using (select 1) s on true when matched then delete",
                    table);
        }
    }

    @Test
    void shouldRefuseEveryWayAround_forTheServiceRole() {
        refused(Tables::service, "permission denied", "set session_replication_role = replica", "");
        refused(Tables::service, "must be owner", "alter table %s disable trigger append_only", "manifest");
        refused(Tables::service, "must be owner", "drop trigger append_only on %s", "manifest");
        refused(Tables::service, "must be owner", "drop table %s", "manifest");
        refused(
                Tables::service,
                "permission denied",
                "create or replace function refuse_change() returns trigger language plpgsql as 'begin return null; end'",
                "");
        refused(
                Tables::service,
                "permission denied",
                "insert into %s (tenant_id) values ('x')"
                        + " on conflict (tenant_id, asset_id, chain, prior_hash) do update set chain = 'x'",
                "manifest");
        refused(Tables::service, "permission denied", "create table t (a int)", "");
        refused(Tables::service, "permission denied", "select 1 from %s for update", "manifest");
    }

    @Test
    void shouldRefuseEveryChange_evenForOwnerAndSuperuser() {
        for (var table : LEDGER) {
            for (Login login : List.<Login>of(Tables::owner, Tables::admin)) {
                refused(login, "append-only", "update %s set tenant_id = tenant_id", table);
                refused(login, "append-only", "delete from %s", table);
                refused(login, "append-only", "truncate %s", table);
            }
            refused(Tables::admin, "append-only", "set session_replication_role = replica; delete from %s", table);
        }
    }

    @Test
    void shouldRefuseASecondSuccessor_evenForTheOwner() {
        refused(
                Tables::admin,
                "duplicate key",
                "insert into %1$s (tenant_id, album_id, sync_seq, asset_id, chain, prior_hash, manifest_hash,"
                        + " received_at, body, leaf) select tenant_id, album_id, sync_seq + 1000000, asset_id, chain,"
                        + " prior_hash, manifest_hash, received_at, body, leaf + 1000000 from %1$s limit 1",
                "manifest");
    }

    @Test
    void shouldShowNoOtherTenantsRows() throws SQLException {
        assertThat(count("home.localhost")).isPositive();
        assertThat(count("other.localhost")).isZero();
        assertThat(count("")).isZero();
    }

    @Test
    void shouldTakeNoRowOfAnotherTenant() {
        refused(
                Tables::service,
                "row-level security",
                "set capsule.tenant = 'other.localhost'; insert into %s values"
                        + " ('home.localhost', gen_random_uuid(), gen_random_uuid(), '\\x00')",
                "operation");
    }

    private static long count(String tenant) throws SQLException {
        try (var connection = Tables.service();
                var statement = connection.createStatement()) {
            statement.execute("set capsule.tenant = '" + tenant + "'");
            try (var rows =
                    statement.executeQuery("select count(*) from manifest where tenant_id = 'home.localhost'")) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private static void refused(Login login, String why, String sql, String table) {
        assertThatThrownBy(() -> {
                    try (var connection = login.open();
                            var statement = connection.createStatement()) {
                        statement.execute(sql.formatted(table));
                    }
                })
                .as(sql.formatted(table))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(why);
    }
}
