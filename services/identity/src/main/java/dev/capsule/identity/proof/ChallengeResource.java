package dev.capsule.identity.proof;

import dev.capsule.protocol.account.ChallengePurpose;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.tenant.CurrentTenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.Arrays;

/** {@code POST /accounts/challenge}: the same answer for every user id, registered or not. */
@Path("/accounts/challenge")
@Consumes({MediaTypes.JSON, MediaTypes.CBOR})
@Produces({MediaTypes.JSON, MediaTypes.CBOR})
@RunOnVirtualThread
public class ChallengeResource {
    private final Challenges challenges;
    private final CurrentTenant tenant;

    ChallengeResource(Challenges challenges, CurrentTenant tenant) {
        this.challenges = challenges;
        this.tenant = tenant;
    }

    public record ChallengeRequest(UserId userId, String purpose) {}

    @POST
    @PermitAll
    public Challenge issue(ChallengeRequest request) {
        var purpose = Arrays.stream(ChallengePurpose.values())
                .filter(known -> known.wireName().equals(request.purpose()))
                .findFirst()
                .orElseThrow(
                        () -> new RefusalException(ReasonCode.BODY_MALFORMED, "The purpose is not in the closed list"));
        return challenges.issue(tenant.id(), request.userId(), purpose);
    }
}
