package dev.capsule.quota.suite;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.id.UuidV7;
import dev.capsule.protocol.internal.PeerCacheRequest;
import dev.capsule.protocol.internal.ReservationRequest;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.quota.reconcile.Relearning;
import dev.capsule.service.internal.InternalClient;
import dev.capsule.service.kafka.EventProducer;
import dev.capsule.service.kafka.EventRecord;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(Operators.class)
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "quota"))
class QuotaServiceTest {
    private static final TenantId HOME = new TenantId("home.localhost");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final UserId user = UserId.generate();

    @Inject
    InternalClient internal;

    @Inject
    EventProducer producer;

    @Inject
    Relearning relearning;

    @Test
    void shouldAnswerExactlyTheMembersOfTheContract_whenTheAccountIsNew() {
        var answer = quota();

        assertThat(answer.getMap("$"))
                .containsOnlyKeys("used", "reserved", "soft_limit", "hard_limit", "state", "by_role")
                .containsEntry("used", 0)
                .containsEntry("reserved", 0)
                .containsEntry("soft_limit", 800)
                .containsEntry("hard_limit", 1000)
                .containsEntry("state", "OK");
        assertThat(answer.<String, Integer>getMap("by_role"))
                .containsOnlyKeys("original", "metadata", "derivative", "provenance", "trash", "peer_cache")
                .allSatisfy((role, bytes) -> assertThat(bytes).isZero());
    }

    @Test
    void shouldReserveOnceAndRefuseTheRest_whenCalledByAnotherService() {
        var request = reservation(600);

        assertThat(internal.call("quota", ReservationRequest.PATH, request.encode()))
                .isEqualTo(new byte[] {(byte) 0xa0});
        internal.call("quota", ReservationRequest.PATH, request.encode());

        assertThat(quota().getInt("reserved")).isEqualTo(600);
        assertThatThrownBy(() -> internal.call(
                        "quota", ReservationRequest.PATH, reservation(401).encode()))
                .asInstanceOf(InstanceOfAssertFactories.type(RefusalException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
                    assertThat(e.refusal().members())
                            .containsEntry("used", 0)
                            .containsEntry("reserved", 600)
                            .containsEntry("hard_limit", 1000)
                            .containsEntry("requested", 401)
                            .containsEntry("excess", 1);
                });
        asUser().get("/quota")
                .then()
                .header("RateLimit-Policy", "\"storage\";q=1000;qu=\"content-bytes\"")
                .header("RateLimit", "\"storage\";r=400")
                .header("Cache-Control", equalTo("no-store"));
    }

    @Test
    void shouldRefuse_whenTheTenantIsNotServedHere() {
        var foreign = new ReservationRequest(
                new TenantId("elsewhere.example"), user, upload(), BlobRole.ORIGINAL, 1, inAnHour());

        assertThatThrownBy(() -> internal.call("quota", ReservationRequest.PATH, foreign.encode()))
                .isInstanceOf(RefusalException.class)
                .hasMessageContaining("NOT_FOUND");
    }

    @Test
    void shouldTurnReservedIntoUsed_whenTheCommitArrivesOverKafkaTwice() {
        var request = reservation(300);
        internal.call("quota", ReservationRequest.PATH, request.encode());
        var event = committed(request, 300);

        send(event, event);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(quota().getInt("used")).isEqualTo(304));
        var answer = quota();
        assertThat(answer.getInt("reserved")).isZero();
        assertThat(answer.getInt("by_role.original")).isEqualTo(300);
        assertThat(answer.getInt("by_role.provenance")).isEqualTo(4);
        var explained =
                asUser().get("/quota/explain").then().statusCode(200).extract().jsonPath();
        assertThat(explained.<Integer>getList("items.size")).containsExactlyInAnyOrder(300, 4);
        assertThat(explained.<String>getList("items.role")).containsExactlyInAnyOrder("original", "provenance");
    }

    /** The event is marked as handled before it comes: lost in effect, but still in the ledger's topic. */
    @Test
    void shouldTakeInAnEvent_whenItWasLostAndTheLedgersTopicIsReadAgain() throws Exception {
        var lost = committed(reservation(300), 300);
        markHandled(lost);
        send(lost);
        var later = committed(reservation(20), 20, lost.album(), Sha256.hash(user.bytes()));
        send(later);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(quota().getInt("used")).isEqualTo(24));

        relearning.run(HOME);

        assertThat(quota().getInt("used")).isEqualTo(328);
    }

    private static void markHandled(Event event) throws SQLException {
        var config = ConfigProvider.getConfig();
        try (var connection = DriverManager.getConnection(
                        config.getValue("capsule.test.admin.jdbc-url", String.class),
                        config.getValue("capsule.test.admin.username", String.class),
                        config.getValue("capsule.test.admin.password", String.class));
                var statement = connection.prepareStatement(
                        "insert into inbox (consumer, event_id, tenant_id) values (?, ?, ?)")) {
            statement.setString(1, "usage");
            statement.setObject(2, event.id().value());
            statement.setString(3, event.tenant().host());
            statement.executeUpdate();
        }
    }

    @Test
    void shouldChargeAPeersCopy_whenFederationHoldsIt() {
        var request = new PeerCacheRequest(
                PeerCacheRequest.Change.HOLD, HOME, user, new TenantId("peer.example"), Sha256.hash(user.bytes()), 250);

        assertThat(PeerCacheRequest.Reply.decode(internal.call("quota", PeerCacheRequest.PATH, request.encode())))
                .isEqualTo(new PeerCacheRequest.Reply(250));

        assertThat(quota().getInt("by_role.peer_cache")).isEqualTo(250);
    }

    @Test
    void shouldRefuseStrangers_whenAskingForAQuota() {
        given().header("Host", HOME.host()).get("/quota").then().statusCode(401).body("code", equalTo("AUTH_REQUIRED"));
        operator().get("/quota").then().statusCode(401);
        asUser().get("/quota/explain?after=nonsense").then().statusCode(400).body("code", equalTo("CURSOR_INVALID"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /admin/quota",
        "PUT, /admin/quota",
        "GET, /admin/quota/audit",
        "GET, /admin/quota/drift",
        "POST, /admin/quota/reconcile",
        "PUT, /admin/quota/tiers/gold",
        "DELETE, /admin/quota/tiers/gold",
        "GET, /admin/quota/users",
        "GET, /admin/quota/users/{user}",
        "GET, /admin/quota/users/{user}/explain",
        "PUT, /admin/quota/users/{user}/limits",
        "DELETE, /admin/quota/users/{user}/limits",
        "PUT, /admin/quota/users/{user}/tier",
        "DELETE, /admin/quota/users/{user}/tier",
        "PUT, /admin/quota/users/{user}/sponsor",
        "DELETE, /admin/quota/users/{user}/sponsor",
        "PUT, /admin/quota/users/{user}/suspension",
        "DELETE, /admin/quota/users/{user}/suspension",
    })
    void shouldLetOnlyOperatorsIn_whenTheRouteIsTheirs(String method, String path) {
        String at = path.replace("{user}", user.toString());

        given().header("Host", HOME.host())
                .header("Capsule-Protocol", "2026-05-31")
                .contentType("application/json")
                .request(method, at)
                .then()
                .statusCode(401);
        asUser().contentType("application/json").request(method, at).then().statusCode(401);
        given().header("Host", HOME.host())
                .header("Capsule-Protocol", "2026-05-31")
                .header("Authorization", "Bearer " + Operators.TOKEN + "x")
                .contentType("application/json")
                .request(method, at)
                .then()
                .statusCode(401);
    }

    @Test
    void shouldSetShowAndExplain_whenAnOperatorAsks() {
        operator()
                .body(Map.of("soft", 50, "hard", 60))
                .put("/admin/quota/users/" + user + "/limits")
                .then()
                .statusCode(200)
                .body("limits_from", equalTo("override"))
                .body("quota.hard_limit", equalTo(60));
        assertThat(quota().getInt("hard_limit")).isEqualTo(60);

        operator().delete("/admin/quota/users/" + user + "/limits").then().statusCode(200);
        assertThat(quota().getInt("hard_limit")).isEqualTo(1000);
        operator().get("/admin/quota/users/" + user + "/explain").then().statusCode(200);
        var actions = operator().get("/admin/quota/audit").then().extract().jsonPath();
        assertThat(actions.<String>getList("lines.findAll { it.user == '" + user + "' }.action"))
                .containsExactly("limits removed", "limits set");
    }

    @Test
    void shouldShowTheTenantItsAccountsAndItsDrift_whenAnOperatorAsks() {
        internal.call("quota", ReservationRequest.PATH, reservation(10).encode());

        operator()
                .get("/admin/quota")
                .then()
                .statusCode(200)
                .body("defaults.hard", equalTo(1000))
                .body("accounts", greaterThan(0));
        operator().body(Map.of()).put("/admin/quota").then().statusCode(200).body("policy.size()", equalTo(0));
        operator()
                .body(Map.of("soft", 5, "hard", 6))
                .put("/admin/quota/tiers/gold")
                .then()
                .statusCode(200)
                .body("tiers.gold.hard", equalTo(6));
        operator().delete("/admin/quota/tiers/gold").then().statusCode(204);
        operator().get("/admin/quota/users").then().statusCode(200).body("accounts.user", hasItem(user.toString()));
        operator()
                .get("/admin/quota/drift")
                .then()
                .statusCode(200)
                .body("found", equalTo(0))
                .body("left", equalTo(0));
        operator()
                .body(Map.of("reason", "a test"))
                .post("/admin/quota/reconcile")
                .then()
                .statusCode(200)
                .body("repaired", equalTo(true));
    }

    @Test
    void shouldRefuseTheBody_whenLimitsMakeNoSense() {
        operator()
                .body(Map.of("soft", 61, "hard", 60))
                .put("/admin/quota/users/" + user + "/limits")
                .then()
                .statusCode(400)
                .body("code", equalTo("BODY_MALFORMED"));
        operator()
                .body(Map.of("hard", -1))
                .put("/admin/quota/users/" + user + "/limits")
                .then()
                .statusCode(400);
        operator()
                .body(Map.of("hrad", 1))
                .put("/admin/quota/users/" + user + "/limits")
                .then()
                .statusCode(400)
                .body("code", equalTo("UNKNOWN_FIELD"));
    }

    @Test
    void shouldRefuseUploads_whenAnOperatorSuspendsTheAccount() {
        operator()
                .body(Map.of("reason", "a test"))
                .put("/admin/quota/users/" + user + "/suspension")
                .then()
                .statusCode(200);

        assertThat(quota().getString("state")).isEqualTo("Suspended");
        assertThatThrownBy(() -> internal.call(
                        "quota", ReservationRequest.PATH, reservation(1).encode()))
                .hasMessageContaining("ACCOUNT_SUSPENDED");

        operator().delete("/admin/quota/users/" + user + "/suspension").then().statusCode(200);
        internal.call("quota", ReservationRequest.PATH, reservation(1).encode());
    }

    @Test
    void shouldKeepTenantsApart_whenTheSameUserIdAsksElsewhere() {
        internal.call("quota", ReservationRequest.PATH, reservation(10).encode());

        given().header("Host", "other.localhost")
                .header("Authorization", "Bearer " + Tokens.access("other.localhost", user))
                .get("/quota")
                .then()
                .statusCode(200)
                .body("reserved", equalTo(0));
    }

    private JsonPath quota() {
        return asUser().get("/quota").then().statusCode(200).extract().jsonPath();
    }

    private RequestSpecification asUser() {
        return given().header("Host", HOME.host())
                .header("Capsule-Protocol", "2026-05-31")
                .header("Authorization", "Bearer " + Tokens.access(HOME.host(), user));
    }

    private static RequestSpecification operator() {
        return given().header("Host", HOME.host())
                .header("Capsule-Protocol", "2026-05-31")
                .header("Authorization", "Bearer " + Operators.TOKEN)
                .contentType("application/json");
    }

    private ReservationRequest reservation(long bytes) {
        return new ReservationRequest(HOME, user, upload(), BlobRole.ORIGINAL, bytes, inAnHour());
    }

    private static UploadId upload() {
        return new UploadId(UuidV7.generate());
    }

    private static Timestamp inAnHour() {
        return new Timestamp(Instant.now().plusSeconds(3600));
    }

    private ManifestCommitted committed(ReservationRequest request, long size) {
        return committed(request, size, AlbumId.generate(), Sha256.hash(user.bytes(), new byte[] {1}));
    }

    private ManifestCommitted committed(ReservationRequest request, long size, AlbumId album, Sha256 blob) {
        var manifest = Bytes.of(new byte[] {1, 2, 3, 4});
        return new ManifestCommitted(
                EventHead.now(HOME, Clock.systemUTC()),
                album,
                new AssetId(UuidV7.generate()),
                user,
                ChangeKind.CREATED,
                1,
                manifest,
                Sha256.hash(request.upload().bytes()),
                List.of(new BlobRef(BlobRole.ORIGINAL, blob, size, Optional.of(request.upload()))),
                List.of(),
                List.of(request.upload()));
    }

    private void send(Event... events) {
        producer.send(List.of(events).stream()
                .map(event -> EventRecord.of(event).toKafka("test"))
                .toList());
    }
}
