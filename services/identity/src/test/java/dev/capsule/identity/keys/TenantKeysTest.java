package dev.capsule.identity.keys;

import static dev.capsule.identity.sample.Person.accessToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.hasSize;

import dev.capsule.identity.sample.MutableClock;
import dev.capsule.identity.sample.Person;
import dev.capsule.protocol.crypto.DecryptionException;
import dev.capsule.protocol.crypto.Ed25519Signer;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.service.auth.JwksExchange;
import dev.capsule.service.db.Db;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "identity"))
class TenantKeysTest {
    private static final TenantId HOME = new TenantId(Person.HOME);
    private static final TenantId OTHER = new TenantId(Person.OTHER);

    @Inject
    TenantKeys keys;

    @Inject
    SealingKey sealing;

    @Inject
    InternalJwks internal;

    @Inject
    MutableClock clock;

    @Inject
    Db db;

    @AfterEach
    void resetTheClock() {
        clock.reset();
    }

    @Test
    void shouldKeepTwoKeysAndHonourOldTokens_whenAKeyIsRotated() {
        String session = new Person().register();
        String kidBefore = keys.signing(HOME).id();

        clock.advance(Duration.ofDays(31));
        String old = accessToken(session);
        assertThat(keys.signing(HOME).id())
                .as("a new key does not sign at once")
                .isEqualTo(kidBefore);
        clock.advance(Duration.ofMinutes(11));

        assertThat(keys.signing(HOME).id()).isNotEqualTo(kidBefore);
        Person.with(old).get("/deliveries").then().statusCode(200);
        Person.with(accessToken(session)).get("/deliveries").then().statusCode(200);
        Person.request().get("/.well-known/jwks.json").then().body("keys", hasSize(2));
        clock.advance(Duration.ofDays(31));
        Person.request().get("/.well-known/jwks.json").then().body("keys", hasSize(2));
    }

    @Test
    void shouldGiveEachTenantKeysOfItsOwn() {
        assertThat(keys.published(HOME)).isNotEmpty();
        assertThat(keys.published(OTHER)).isNotEmpty();
        assertThat(keys.published(HOME))
                .extracting(TokenKey::publicKey)
                .doesNotContainAnyElementsOf(
                        keys.published(OTHER).stream().map(TokenKey::publicKey).toList());
        assertThat(keys.published(new TenantId("elsewhere.example"))).isEmpty();
    }

    @Test
    void shouldTellTheOtherServices_whenTheyAsk() {
        var reply = internal.handle(JwksExchange.request(HOME));

        var told = JwksExchange.readReply(reply.body().toArray());

        keys.published(HOME).forEach(key -> assertThat(told).containsEntry(key.id(), key.publicKey()));
    }

    @Test
    void shouldNotOpenASeed_whenItWasSealedForAnotherTenant() {
        var sealed = sealing.seal(HOME, Secret.random(Ed25519Signer.SEED_LENGTH));

        assertThat(sealing.open(HOME, sealed).length()).isEqualTo(Ed25519Signer.SEED_LENGTH);
        assertThatThrownBy(() -> sealing.open(OTHER, sealed)).isInstanceOf(DecryptionException.class);
    }

    @Test
    void shouldStoreNoSeedInClear() {
        var stored =
                db.asSystem(tx -> tx.list("select octet_length(sealed_seed) from token_key", row -> row.getInteger(0)));

        assertThat(stored).isNotEmpty().allMatch(length -> length == 12 + 32 + 16);
    }
}
