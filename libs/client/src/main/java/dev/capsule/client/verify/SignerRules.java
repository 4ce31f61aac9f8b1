package dev.capsule.client.verify;

import static dev.capsule.client.verify.Rule.unless;

import dev.capsule.client.failure.ClientReason;
import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.directory.DeviceEntry;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Manifest;
import java.util.Optional;

/** Checks 6 to 10: who signed, with which keys, and whether they might. */
final class SignerRules {
    private SignerRules() {}

    /** 6: the user has a pinned directory that lists the device. */
    static Optional<ClientReason> deviceKnown(Manifest manifest, VerifyContext context) {
        return unless(entry(manifest, context).isPresent(), ClientReason.UNKNOWN_DEVICE);
    }

    /** 6a: certified by the identity key. */
    static Optional<ClientReason> deviceCertified(Manifest manifest, VerifyContext context) {
        var directory = context.directories().apply(manifest.user()).orElseThrow();
        return unless(directory.isCertified(device(manifest, context)), ClientReason.FORGED_DEVICE_CERT);
    }

    /** 7: not written before the device was there; a time that does not parse refuses here. */
    static Optional<ClientReason> deviceThere(Manifest manifest, VerifyContext context) {
        var addedAt = device(manifest, context).addedAt();
        return unless(!addedAt.isAfter(manifest.timestamp()), ClientReason.DEVICE_ADDED_AFTER);
    }

    /** 7a: not written after the device was revoked, and not put behind a record that was. */
    static Optional<ClientReason> deviceNotRevoked(Manifest manifest, VerifyContext context) {
        Optional<Timestamp> revoked = device(manifest, context).revokedAt();
        boolean late = revoked.isPresent()
                && (manifest.timestamp().isAfter(revoked.get())
                        || context.chain().records().stream()
                                .anyMatch(before -> before.timestamp().isAfter(revoked.get())));
        return unless(!late, ClientReason.DEVICE_REVOKED);
    }

    /** 8: both halves of the device signature. */
    static Optional<ClientReason> deviceSignature(Manifest manifest, VerifyContext context) {
        try {
            manifest.verifyDevice(device(manifest, context).signingKey());
            return Optional.empty();
        } catch (SignatureException e) {
            return Optional.of(ClientReason.BAD_DEVICE_SIG);
        }
    }

    /** 9: an epoch the admins attested. */
    static Optional<ClientReason> epochAttested(Manifest manifest, VerifyContext context) {
        return unless(attestation(manifest, context).isPresent(), ClientReason.WRONG_EPOCH);
    }

    /** 9a: not an epoch that the chain or the feed has left behind. */
    static Optional<ClientReason> epochNotRetired(Manifest manifest, VerifyContext context) {
        return unless(
                manifest.amkVersion() >= context.chain().highestEpoch()
                        && manifest.amkVersion() >= context.arrivalFloor(),
                ClientReason.EPOCH_REGRESSED);
    }

    /** 10: both halves of the write-tier signature, under the key of the epoch the record names. */
    static Optional<ClientReason> writeSignature(Manifest manifest, VerifyContext context) {
        try {
            manifest.verifyWriter(attestation(manifest, context).orElseThrow().writeTierKey());
            return Optional.empty();
        } catch (SignatureException e) {
            return Optional.of(ClientReason.BAD_WRITE_SIG);
        }
    }

    /** 10: a writer or admin of that epoch. */
    static Optional<ClientReason> writer(Manifest manifest, VerifyContext context) {
        var role = attestation(manifest, context).orElseThrow().roleOf(manifest.user());
        return unless(role.filter(MemberRole::canWrite).isPresent(), ClientReason.NOT_A_WRITER);
    }

    private static Optional<EpochAttestation> attestation(Manifest manifest, VerifyContext context) {
        return context.ledger().atEpoch(manifest.amkVersion());
    }

    private static Optional<DeviceEntry> entry(Manifest manifest, VerifyContext context) {
        return context.directories().apply(manifest.user()).flatMap(d -> d.device(manifest.device()));
    }

    private static DeviceEntry device(Manifest manifest, VerifyContext context) {
        return entry(manifest, context).orElseThrow();
    }
}
