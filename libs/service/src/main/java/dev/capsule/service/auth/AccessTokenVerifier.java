package dev.capsule.service.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.crypto.Signatures;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies access tokens (wire-formats 10): EdDSA by a known key of the tenant and nothing else. A header may hold {@code
 * alg}, {@code typ} and {@code kid} only, so no token can name a key of its own or ask for an extension.
 */
@ApplicationScoped
public class AccessTokenVerifier {
    /** {@code typ} of the header (RFC 9068). */
    public static final String TYPE = "at+jwt";

    public static final Duration LIFETIME = Duration.ofMinutes(15);
    private static final int MAX_LENGTH = 4096;
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");

    /** How long a key that is taken back may still be trusted for tokens seen before. */
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private static final int MOST_REMEMBERED = 10_000;

    private final TokenKeys keys;
    private final Clock clock;
    /** Uploads send the same token with every chunk, and a signature costs more than the rest of such a request. */
    private final Cache<Sha256, Claims> verified = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    AccessTokenVerifier(TokenKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * @throws RefusalException AUTH_REQUIRED, or TOKEN_EXPIRED for a token that is sound but for its age
     * @throws dev.capsule.service.problem.DependencyUnavailableException if the keys can't be known right now
     */
    public Caller verify(TenantId tenant, String token) {
        if (token.length() > MAX_LENGTH) {
            throw refuse();
        }
        var name = name(tenant, token);
        var known = verified.getIfPresent(name);
        var claims = known == null ? read(tenant, token) : known;
        checkTime(claims.issued(), claims.expires());
        if (known == null) {
            verified.put(name, claims);
        }
        return claims.caller();
    }

    /** The caller of a token that was found good a moment ago and still is. Never waits, so it may run on an event loop. */
    Optional<Caller> remembered(TenantId tenant, String token) {
        return token.length() > MAX_LENGTH
                ? Optional.empty()
                : Optional.ofNullable(verified.getIfPresent(name(tenant, token)))
                        .filter(claims -> claims.expires().isAfter(clock.instant()))
                        .map(Claims::caller);
    }

    private static Sha256 name(TenantId tenant, String token) {
        return Sha256.hash((tenant.host() + ' ' + token).getBytes(StandardCharsets.UTF_8));
    }

    /** What a token with a good signature says; its times are yet to be checked. */
    private record Claims(Caller caller, Instant issued, Instant expires) {}

    private Claims read(TenantId tenant, String token) {
        try {
            var jws = JWSObject.parse(token);
            verifySignature(tenant, jws);
            return claims(tenant, JWTClaimsSet.parse(jws.getPayload().toString()));
        } catch (ParseException | IllegalArgumentException | SignatureException e) {
            throw refuse();
        }
    }

    private void verifySignature(TenantId tenant, JWSObject jws) {
        JWSHeader header = jws.getHeader();
        boolean plain = JWSAlgorithm.EdDSA.equals(header.getAlgorithm())
                && HEADER.equals(header.getIncludedParams())
                && header.getType() != null
                && header.getType().getType().equals(TYPE);
        if (!plain) {
            throw refuse();
        }
        Bytes key = keys.find(tenant, header.getKeyID()).orElseThrow(AccessTokenVerifier::refuse);
        Signatures.verifyOperational(
                key, jws.getSigningInput(), Bytes.of(jws.getSignature().decode()));
    }

    private static Claims claims(TenantId tenant, JWTClaimsSet claims) throws ParseException {
        if (!tenant.host().equals(claims.getIssuer()) || !tenant.host().equals(claims.getStringClaim("tenant"))) {
            throw refuse();
        }
        var user = UserId.parse(require(claims.getSubject()));
        var session = SessionId.parse(require(claims.getStringClaim("sid")));
        String device = claims.getStringClaim("did");
        var caller = new Caller(tenant, user, device == null ? null : DeviceId.parse(device), session);
        return new Claims(
                caller,
                require(claims.getIssueTime()).toInstant(),
                require(claims.getExpirationTime()).toInstant());
    }

    private void checkTime(Instant issued, Instant expires) {
        Instant now = clock.instant();
        var lifetime = Duration.between(issued, expires);
        if (lifetime.isNegative() || lifetime.compareTo(LIFETIME) > 0 || issued.isAfter(now.plus(SKEW))) {
            throw refuse();
        }
        if (!expires.isAfter(now)) {
            throw new RefusalException(ReasonCode.TOKEN_EXPIRED);
        }
    }

    private static <T> T require(@Nullable T claim) {
        if (claim == null) {
            throw refuse();
        }
        return claim;
    }

    private static RefusalException refuse() {
        return new RefusalException(ReasonCode.AUTH_REQUIRED);
    }
}
