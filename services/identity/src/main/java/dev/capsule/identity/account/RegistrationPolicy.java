package dev.capsule.identity.account;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who may register at a tenant: everyone, whoever has an invite code, or nobody. */
@ApplicationScoped
class RegistrationPolicy {
    private final Settings settings;

    RegistrationPolicy(Settings settings) {
        this.settings = settings;
    }

    enum Mode {
        OPEN,
        INVITE,
        CLOSED
    }

    @ConfigMapping(prefix = "capsule.identity.registration")
    interface Settings {
        @WithName("default")
        Mode defaultMode();

        /** By tenant host. */
        Map<String, Mode> policies();

        /** By tenant host: codes to give to the invited. */
        Map<String, List<String>> invites();
    }

    /** @throws RefusalException REGISTRATION_CLOSED */
    void admit(TenantId tenant, @Nullable String invite) {
        boolean admitted =
                switch (settings.policies().getOrDefault(tenant.host(), settings.defaultMode())) {
                    case OPEN -> true;
                    case INVITE -> invite != null && isInvited(tenant, invite);
                    case CLOSED -> false;
                };
        if (!admitted) {
            throw new RefusalException(ReasonCode.REGISTRATION_CLOSED);
        }
    }

    private boolean isInvited(TenantId tenant, String invite) {
        byte[] sent = invite.getBytes(StandardCharsets.UTF_8);
        boolean found = false;
        for (String code : settings.invites().getOrDefault(tenant.host(), List.of())) {
            found |= MessageDigest.isEqual(code.getBytes(StandardCharsets.UTF_8), sent);
        }
        return found;
    }
}
