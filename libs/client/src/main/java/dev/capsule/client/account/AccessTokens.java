package dev.capsule.client.account;

import dev.capsule.client.http.Bearer;
import dev.capsule.client.http.ServerRefusalException;
import dev.capsule.client.keys.KeyRing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The access token of this device: fetched when first needed, renewed a minute before it ends or when the server does
 * not take it. A session that ended is replaced by a new login, which the identity key can always do.
 */
public final class AccessTokens implements Bearer {
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final AccountApi api;
    private final KeyRing keys;
    private final Clock clock;
    private String current = "";
    private Instant renewAt = Instant.MIN;

    public AccessTokens(AccountApi api, KeyRing keys, Clock clock) {
        this.api = api;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public synchronized String token() {
        if (current.isEmpty() || !clock.instant().isBefore(renewAt)) {
            renew();
        }
        return current;
    }

    @Override
    public synchronized boolean refused(String token) {
        if (token.equals(current)) {
            current = "";
        }
        return true;
    }

    private void renew() {
        var token = fetch();
        current = token.token();
        var lifetime = Duration.ofSeconds(token.expiresIn());
        renewAt = clock.instant().plus(lifetime.compareTo(MARGIN) > 0 ? lifetime.minus(MARGIN) : Duration.ZERO);
    }

    private AccountApi.AccessToken fetch() {
        var session = keys.device().sessionToken();
        if (session.isEmpty()) {
            return api.accessToken(login());
        }
        try {
            return api.accessToken(session.get());
        } catch (ServerRefusalException e) {
            if (e.status() != 401) {
                throw e;
            }
            return api.accessToken(login());
        }
    }

    private String login() {
        String token = api.login(keys.account(), keys.device().device()).token();
        keys.session(token);
        return token;
    }

    @Override
    public String toString() {
        return "AccessTokens[redacted]";
    }
}
