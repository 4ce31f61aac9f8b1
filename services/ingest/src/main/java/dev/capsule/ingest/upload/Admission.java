package dev.capsule.ingest.upload;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.internal.AdmissionReply;
import dev.capsule.protocol.internal.AdmissionRequest;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.internal.InternalClient;
import dev.capsule.service.problem.DependencyUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Asks the gate whether it would take a manifest now. Never guesses: no answer is no session. */
@ApplicationScoped
class Admission {
    private final InternalClient client;

    Admission(InternalClient client) {
        this.client = client;
    }

    /**
     * @return the stored outcome if exactly this manifest is committed already
     * @throws dev.capsule.protocol.reason.RefusalException as the gate refuses
     * @throws DependencyUnavailableException if the gate can't be asked
     */
    Optional<AdmissionReply.Committed> ask(Caller caller, Manifest manifest, UploadRequest body) {
        var request = new AdmissionRequest(
                caller.tenant(),
                caller.user(),
                manifest.encoded(),
                Optional.ofNullable(body.intentId()),
                Optional.ofNullable(body.operationId()));
        byte[] reply = client.call("validation", AdmissionRequest.PATH, request.encode());
        try {
            return AdmissionReply.decode(reply).duplicate();
        } catch (CborException e) {
            throw new DependencyUnavailableException("validation (an answer that is none)", e);
        }
    }
}
