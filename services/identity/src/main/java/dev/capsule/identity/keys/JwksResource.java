package dev.capsule.identity.keys;

import dev.capsule.service.body.Base64Url;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.tenant.CurrentTenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** The tenant's token keys as a JWK set (RFC 7517, RFC 8037). */
@Path("/.well-known/jwks.json")
@Produces(MediaTypes.JSON)
@RunOnVirtualThread
public class JwksResource {
    private final TenantKeys keys;
    private final CurrentTenant tenant;

    JwksResource(TenantKeys keys, CurrentTenant tenant) {
        this.keys = keys;
        this.tenant = tenant;
    }

    public record Jwks(List<Jwk> keys) {}

    public record Jwk(String kty, String crv, String alg, String use, String kid, String x) {
        static Jwk of(TokenKey key) {
            return new Jwk(
                    "OKP",
                    "Ed25519",
                    "EdDSA",
                    "sig",
                    key.id(),
                    Base64Url.encode(key.publicKey().toArray()));
        }
    }

    @GET
    @PermitAll
    public Response get() {
        var set = new Jwks(keys.published(tenant.id()).stream().map(Jwk::of).toList());
        return Response.ok(set)
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=300")
                .build();
    }
}
