package dev.capsule.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.db.Db;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many sessions a user and a tenant may have open. */
@IngestTest
class OpenSessionsTest {
    private static final TenantId TENANT = new TenantId("crowded.localhost");

    @Inject
    Db db;

    @Inject
    SessionStore sessions;

    private final UserId user = UserId.generate();

    @AfterEach
    void clear() {
        Database.run("delete from upload_sessions where tenant_id = ?", TENANT.host());
    }

    private OpenSessions limits(int ofUser, int ofTenant) {
        var config = (IngestConfig) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {IngestConfig.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "maxSessionsPerUser" -> ofUser;
                    case "maxSessionsPerTenant" -> ofTenant;
                    default -> throw new AssertionError(method.getName());
                });
        return new OpenSessions(sessions, config);
    }

    private void open(UserId uploader, String status) {
        var id = UploadId.generate();
        byte[] hash = Sha256.hash(id.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .bytes();
        Database.run(
                """
                insert into upload_sessions (tenant_id, upload_id, owner_id, uploader_id, album_id, asset_id, role, hash,
                  size, content_type, suite, manifest, manifest_hash, status, created_at, updated_at, expires_at)
                values (?, ?, ?, ?, ?, ?, 'original', ?, 1, 'application/octet-stream', 1, ''::bytea, ?, ?, now(), now(), now())
                """,
                TENANT.host(),
                id.value(),
                uploader.value(),
                uploader.value(),
                id.value(),
                id.value(),
                hash,
                hash,
                status);
    }

    private void ask(OpenSessions limits, UserId uploader) {
        var unused = db.inTenant(TENANT, tx -> {
            limits.requireRoom(tx, TENANT, uploader);
            return true;
        });
    }

    private static ReasonCode codeOf(Throwable e) {
        return ((RefusalException) e).code();
    }

    @Test
    void shouldRefuseTheUser_whoHasTheMost() {
        open(user, "Pending");
        open(user, "Uploading");
        open(user, "WaitingForProcessing"); // no more bytes of it come
        open(UserId.generate(), "Pending");

        ask(limits(3, 100), user);
        assertThatThrownBy(() -> ask(limits(2, 100), user))
                .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ReasonCode.RATE_LIMITED));
    }

    @Test
    void shouldRefuseEveryone_whenTheTenantHasTheMost() {
        open(user, "Pending");
        open(user, "WaitingForProcessing"); // it still takes space
        open(user, "Completed");

        ask(limits(100, 3), UserId.generate());
        assertThatThrownBy(() -> ask(limits(100, 2), UserId.generate()))
                .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ReasonCode.UPLOAD_BACKPRESSURE));
    }

    @Test
    void shouldCountItsOwnSinceTheTenantsWereCounted() {
        open(user, "Pending");
        var limits = limits(100, 3);

        ask(limits, user);
        ask(limits, UserId.generate());
        assertThatThrownBy(() -> ask(limits, UserId.generate()))
                .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ReasonCode.UPLOAD_BACKPRESSURE));
    }

    @Test
    void shouldNotCountOtherTenants() {
        open(user, "Pending");
        var limits = limits(100, 1);

        var unused = db.inTenant(new TenantId("empty.localhost"), tx -> {
            limits.requireRoom(tx, new TenantId("empty.localhost"), user);
            return true;
        });
        assertThatThrownBy(() -> ask(limits, user))
                .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ReasonCode.UPLOAD_BACKPRESSURE));
    }
}
