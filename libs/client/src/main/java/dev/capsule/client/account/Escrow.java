package dev.capsule.client.account;

import dev.capsule.client.http.Bearer;
import dev.capsule.client.http.Call;
import dev.capsule.client.http.ServerRefusalException;
import dev.capsule.client.http.Transport;
import dev.capsule.client.keys.KeyRing;
import dev.capsule.client.keys.WrapKey;
import java.util.Optional;

/**
 * The account keys, sealed under the passphrase, as the server keeps them for the other devices of the account. The
 * server sees 64 KiB of ciphertext at most and its version, nothing else.
 */
public final class Escrow {
    private static final String PATH = "/escrow/account-keys";
    private static final int ATTEMPTS = 5;

    private final Transport transport;
    private final Bearer bearer;
    private final KeyRing keys;

    public Escrow(Transport transport, Bearer bearer, KeyRing keys) {
        this.transport = transport;
        this.bearer = bearer;
        this.keys = keys;
    }

    /** Takes over what other devices stored; keys are only ever added. */
    public void pull() {
        fetch().ifPresent(stored -> keys.updateAccount(account -> account.merge(keys.openAccount(stored.sealed()))));
    }

    /** Stores the keys of this device merged with those already there. */
    public void push() {
        for (int attempt = 1; ; attempt++) {
            var stored = fetch();
            stored.ifPresent(s -> keys.updateAccount(account -> account.merge(keys.openAccount(s.sealed()))));
            try {
                store(stored.map(Stored::version));
                return;
            } catch (ServerRefusalException e) {
                boolean overtaken = e.status() == 412 || e.status() == 409;
                if (!overtaken || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void store(Optional<String> version) {
        var call = Call.put(PATH).as(bearer).bytes("application/octet-stream", keys.sealedAccount());
        version.ifPresentOrElse(v -> call.header("If-Match", v), () -> call.header("If-None-Match", "*"));
        transport.send(call);
    }

    private Optional<Stored> fetch() {
        try {
            var reply = transport.send(Call.get(PATH).as(bearer).maxAnswer(WrapKey.MAX_BYTES));
            return Optional.of(new Stored(reply.body(), reply.header("ETag").orElse("*")));
        } catch (ServerRefusalException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static final class Stored {
        private final byte[] sealed;
        private final String version;

        Stored(byte[] sealed, String version) {
            this.sealed = sealed;
            this.version = version;
        }

        byte[] sealed() {
            return sealed;
        }

        String version() {
            return version;
        }
    }
}
