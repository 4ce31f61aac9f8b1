package dev.capsule.quota.reservation;

import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.internal.ReservationRequest;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.WireEnum;
import java.time.Instant;

/**
 * What is known about the bytes of one upload.
 *
 * @param user the owner, who may be sponsored
 * @param role wire name of the blob role; empty where only the end of the upload is known
 */
public record Hold(UploadId upload, UserId user, String role, long bytes, Instant expiresAt, HoldStatus status) {

    static Hold open(ReservationRequest request, Instant expiresAt) {
        return new Hold(
                request.upload(),
                request.owner(),
                request.role().wireName(),
                request.bytes(),
                expiresAt,
                HoldStatus.OPEN);
    }

    /** Free from this very instant on, whether or not the sweeper has been there. */
    boolean isOver(Instant now) {
        return status == HoldStatus.OPEN && !expiresAt.isAfter(now);
    }

    boolean isFor(ReservationRequest request) {
        return user.equals(request.owner())
                && bytes == request.bytes()
                && role.equals(request.role().wireName());
    }

    /** @throws IllegalStateException of an upload of which only the end is known */
    public BlobRole blobRole() {
        return WireEnum.find(BlobRole.class, role)
                .orElseThrow(() -> new IllegalStateException("a reservation of no known role"));
    }
}
