package dev.capsule.service.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.crypto.Signatures;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import jakarta.enterprise.context.ApplicationScoped;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
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

    private final TokenKeys keys;
    private final Clock clock;

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
        try {
            var jws = JWSObject.parse(token);
            verifySignature(tenant, jws);
            var claims = JWTClaimsSet.parse(jws.getPayload().toString());
            return caller(tenant, claims);
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

    private Caller caller(TenantId tenant, JWTClaimsSet claims) throws ParseException {
        if (!tenant.host().equals(claims.getIssuer()) || !tenant.host().equals(claims.getStringClaim("tenant"))) {
            throw refuse();
        }
        var user = UserId.parse(require(claims.getSubject()));
        var session = SessionId.parse(require(claims.getStringClaim("sid")));
        String device = claims.getStringClaim("did");
        var caller = new Caller(tenant, user, device == null ? null : DeviceId.parse(device), session);
        checkTime(require(claims.getIssueTime()), require(claims.getExpirationTime()));
        return caller;
    }

    private void checkTime(Date issued, Date expires) {
        Instant now = clock.instant();
        var lifetime = Duration.between(issued.toInstant(), expires.toInstant());
        if (lifetime.isNegative()
                || lifetime.compareTo(LIFETIME) > 0
                || issued.toInstant().isAfter(now.plus(SKEW))) {
            throw refuse();
        }
        if (!expires.toInstant().isAfter(now)) {
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
