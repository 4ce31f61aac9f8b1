package dev.capsule.ingest.landing;

import dev.capsule.ingest.upload.Session;
import dev.capsule.protocol.reason.ReasonCode;

/** What became of a complete upload. */
public sealed interface LandingOutcome {

    /** Verified and stored; the gate decides next. */
    record Landed(Session session) implements LandingOutcome {}

    /** Not what was declared: the session has failed and its bytes are gone. */
    record Failed(Session session, ReasonCode code) implements LandingOutcome {}

    /** Still being verified; the session tells when it is done. */
    record StillRunning() implements LandingOutcome {}
}
