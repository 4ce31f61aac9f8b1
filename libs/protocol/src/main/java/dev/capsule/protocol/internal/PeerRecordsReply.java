package dev.capsule.protocol.internal;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.reason.ReasonCode;
import java.util.Arrays;
import java.util.List;

/**
 * What the gate made of pulled records.
 *
 * @param answers one for each record, in order
 */
public record PeerRecordsReply(List<Answer> answers) {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_DETAIL = 1024;

    public PeerRecordsReply {
        answers = List.copyOf(answers);
    }

    /** What became of one record. */
    public sealed interface Answer {

        /** It is in the ledger now. */
        record Accepted(Sha256 manifestHash, long syncSeq, Timestamp receivedAt) implements Answer {}

        /** It was in the ledger already, with this outcome. */
        record Duplicate(Sha256 manifestHash, long syncSeq, Timestamp receivedAt) implements Answer {}

        /**
         * Soft-failed: nothing of it is applied.
         *
         * @param detail one sentence
         */
        record Refused(ReasonCode code, String detail) implements Answer {}

        /**
         * Not applied because it follows a record of this request that is not; nothing is said against it.
         *
         * @param on index of that record
         */
        record Held(int on) implements Answer {}

        private Cbor toCbor() {
            var map = new CborMapBuilder();
            switch (this) {
                case Accepted(var hash, var seq, var at) ->
                    map.put(0, "accepted").put(1, hash).put(2, seq).put(3, at);
                case Duplicate(var hash, var seq, var at) ->
                    map.put(0, "duplicate").put(1, hash).put(2, seq).put(3, at);
                case Refused(var code, var detail) ->
                    map.put(0, "refused").put(4, code.name()).put(5, detail);
                case Held(var on) -> map.put(0, "held").put(6, on);
            }
            return map.build();
        }

        private static Answer of(Cbor cbor) {
            var map = CborMap.of(cbor);
            return switch (map.text(0, 16)) {
                case "accepted" -> new Accepted(map.hash(1), map.uint(2, Long.MAX_VALUE), map.timestamp(3));
                case "duplicate" -> new Duplicate(map.hash(1), map.uint(2, Long.MAX_VALUE), map.timestamp(3));
                case "refused" -> new Refused(code(map.text(4, 64)), map.text(5, MAX_DETAIL));
                case "held" -> new Held((int) map.uint(6, PeerRecordsRequest.MOST));
                default -> throw new CborException("an unknown answer");
            };
        }

        private static ReasonCode code(String name) {
            return Arrays.stream(ReasonCode.values())
                    .filter(code -> code.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new CborException("an unknown reason code"));
        }
    }

    public byte[] encode() {
        return new CborMapBuilder()
                .put(0, Cbor.array(answers.stream().map(Answer::toCbor).toList()))
                .encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static PeerRecordsReply decode(byte[] body) {
        return new PeerRecordsReply(
                CborMap.decode(body, CborLimits.ofBytes(MAX_BYTES)).array(0, PeerRecordsRequest.MOST).stream()
                        .map(Answer::of)
                        .toList());
    }
}
