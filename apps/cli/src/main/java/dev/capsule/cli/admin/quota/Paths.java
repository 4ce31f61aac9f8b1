package dev.capsule.cli.admin.quota;

import dev.capsule.client.failure.ClientException;
import dev.capsule.protocol.id.UserId;

/** Where quota answers operators. */
final class Paths {
    static final String TENANT = "/admin/quota";
    static final String DRIFT = TENANT + "/drift";
    static final String RECONCILE = TENANT + "/reconcile";

    private Paths() {}

    /** @throws ClientException for a text that is no user id */
    static String user(String id) {
        return TENANT + "/users/" + userId(id);
    }

    static UserId userId(String text) {
        try {
            return UserId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ClientException("USER_INVALID", "'" + text + "' is not the id of a user.", e);
        }
    }
}
