package dev.capsule.ingest.harness;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.internal.AdmissionReply;
import dev.capsule.protocol.internal.AdmissionRequest;
import dev.capsule.protocol.internal.BlobAccessRequest;
import dev.capsule.protocol.internal.LedgerReferences;
import dev.capsule.protocol.internal.ReservationRequest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.JwksExchange;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** Validation and quota as a test wants them: they answer what is set here, and remember what they were asked. */
public final class Neighbours {
    private static volatile Function<AdmissionRequest, Optional<AdmissionReply.Committed>> admission;
    private static volatile Consumer<ReservationRequest> reservation;
    private static volatile Consumer<BlobAccessRequest> blobAccess;
    private static volatile Function<Sha256, LedgerReferences> ledger;
    private static final List<ReservationRequest> RESERVED = new CopyOnWriteArrayList<>();

    static {
        reset();
    }

    private Neighbours() {}

    /** Everything is admitted and reserved; validation knows of no blob and no manifest. */
    public static void reset() {
        admission = request -> Optional.empty();
        reservation = request -> {};
        blobAccess = request -> {
            throw new RefusalException(ReasonCode.NOT_FOUND);
        };
        ledger = manifest -> new LedgerReferences(List.of());
        RESERVED.clear();
    }

    public static void admission(Function<AdmissionRequest, Optional<AdmissionReply.Committed>> answer) {
        admission = answer;
    }

    public static void reservation(Consumer<ReservationRequest> answer) {
        reservation = answer;
    }

    public static void blobAccess(Consumer<BlobAccessRequest> answer) {
        blobAccess = answer;
    }

    public static void ledger(Function<Sha256, LedgerReferences> answer) {
        ledger = answer;
    }

    public static List<ReservationRequest> reserved() {
        return List.copyOf(RESERVED);
    }

    @ApplicationScoped
    static class Admission implements InternalRoute {
        @Override
        public String path() {
            return AdmissionRequest.PATH;
        }

        @Override
        public InternalReply handle(byte[] body) {
            return InternalReply.ok(new AdmissionReply(admission.apply(AdmissionRequest.decode(body))).encode());
        }
    }

    @ApplicationScoped
    static class Reservations implements InternalRoute {
        @Override
        public String path() {
            return ReservationRequest.PATH;
        }

        @Override
        public InternalReply handle(byte[] body) {
            var request = ReservationRequest.decode(body);
            reservation.accept(request);
            RESERVED.add(request);
            return InternalReply.empty();
        }
    }

    @ApplicationScoped
    static class BlobAccess implements InternalRoute {
        @Override
        public String path() {
            return BlobAccessRequest.PATH;
        }

        @Override
        public InternalReply handle(byte[] body) {
            blobAccess.accept(BlobAccessRequest.decode(body));
            return InternalReply.empty();
        }
    }

    @ApplicationScoped
    static class Ledger implements InternalRoute {
        @Override
        public String path() {
            return LedgerReferences.PATH;
        }

        @Override
        public InternalReply handle(byte[] body) {
            return InternalReply.ok(
                    ledger.apply(LedgerReferences.readRequest(body)).encode());
        }
    }

    /** Identity, for instances that have no keys of their own. */
    @ApplicationScoped
    static class Jwks implements InternalRoute {
        private final Tokens tokens;

        Jwks(Tokens tokens) {
            this.tokens = tokens;
        }

        @Override
        public String path() {
            return JwksExchange.PATH;
        }

        @Override
        public InternalReply handle(byte[] body) {
            var tenant = JwksExchange.readRequest(body);
            String keyId = "kid-" + tenant.host();
            return InternalReply.ok(
                    JwksExchange.reply(Map.of(keyId, tokens.find(tenant, keyId).orElseThrow())));
        }
    }
}
