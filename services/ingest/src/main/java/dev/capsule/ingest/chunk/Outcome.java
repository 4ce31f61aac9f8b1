package dev.capsule.ingest.chunk;

import dev.capsule.ingest.upload.Session;
import dev.capsule.protocol.reason.Refusal;

/** What became of a PATCH. */
sealed interface Outcome {
    /** The session after it. */
    Session session();

    /** The bytes are acknowledged; there are more to come. */
    record Appended(Session session) implements Outcome {}

    /** These very bytes were acknowledged before (invariant 12); nothing changed. */
    record Duplicate(Session session) implements Outcome {}

    /** The last byte is here and acknowledged; the file is to be landed. */
    record Complete(Session session) implements Outcome {}

    /** The last byte is here, acknowledged, and the file is stored: it came in one chunk. */
    record Landed(Session session) implements Outcome {}

    /** The chunk ended the session (invariant 11). */
    record Failed(Session session, Refusal refusal) implements Outcome {}

    /** Nothing changed. */
    record Refused(Session session, Refusal refusal) implements Outcome {}
}
