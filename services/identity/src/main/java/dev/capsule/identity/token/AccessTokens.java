package dev.capsule.identity.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.capsule.identity.keys.TenantKeys;
import dev.capsule.service.auth.AccessTokenVerifier;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.body.Base64Url;
import dev.capsule.service.body.Mappers;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** Mints access tokens (wire-formats 10): EdDSA JWTs of 15 minutes. */
@ApplicationScoped
class AccessTokens {
    private final TenantKeys keys;
    private final Clock clock;

    AccessTokens(TenantKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    String mint(Caller caller) {
        var key = keys.signing(caller.tenant());
        var header = new LinkedHashMap<String, Object>();
        header.put("alg", "EdDSA");
        header.put("typ", AccessTokenVerifier.TYPE);
        header.put("kid", key.id());
        String input = part(header) + "." + part(claims(caller));
        byte[] signature =
                key.signer().sign(input.getBytes(StandardCharsets.US_ASCII)).toArray();
        return input + "." + Base64Url.encode(signature);
    }

    private Map<String, Object> claims(Caller caller) {
        long now = clock.instant().getEpochSecond();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", caller.tenant().host());
        claims.put("tenant", caller.tenant().host());
        claims.put("sub", caller.user().toString());
        claims.put("sid", caller.session().toString());
        if (caller.device() != null) {
            claims.put("did", caller.device().toString());
        }
        claims.put("iat", now);
        claims.put("exp", now + AccessTokenVerifier.LIFETIME.toSeconds());
        return claims;
    }

    private static String part(Map<String, Object> members) {
        try {
            return Base64Url.encode(Mappers.json().writeValueAsBytes(members));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("text and numbers can't be written", e);
        }
    }
}
