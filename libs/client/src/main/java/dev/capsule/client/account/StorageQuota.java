package dev.capsule.client.account;

import dev.capsule.client.http.Bearer;
import dev.capsule.client.http.Call;
import dev.capsule.client.http.Transport;
import dev.capsule.protocol.id.Timestamp;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How full the account is, as its server says. Bytes.
 *
 * @param reserved set aside for uploads that are not finished
 * @param softLimit from here on the server warns; absent is unlimited
 * @param hardLimit nothing is stored beyond this; absent is unlimited
 * @param state {@code OK}, {@code SoftWarning}, {@code HardExceeded}, {@code GraceExpired} or {@code Suspended}
 * @param graceExpiresAt until when metadata may still grow although the account is full
 */
public record StorageQuota(
        long used,
        long reserved,
        OptionalLong softLimit,
        OptionalLong hardLimit,
        String state,
        Optional<Timestamp> graceExpiresAt) {

    public static StorageQuota ask(Transport transport, Bearer bearer) {
        var answer = transport.send(Call.get("/quota").as(bearer)).json();
        return new StorageQuota(
                answer.number("used"),
                answer.number("reserved"),
                answer.optionalNumber("soft_limit"),
                answer.optionalNumber("hard_limit"),
                answer.text("state"),
                answer.optionalParsed("grace_expires_at", Timestamp::parse));
    }
}
