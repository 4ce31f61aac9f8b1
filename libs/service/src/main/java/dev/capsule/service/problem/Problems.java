package dev.capsule.service.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.service.body.Mappers;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Problem documents (RFC 9457, wire-formats 20): written for clients, read back from other services. */
public final class Problems {
    public static final String MEDIA_TYPE = "application/problem+json";
    private static final Set<String> OWN_MEMBERS = Set.of("type", "title", "status", "detail", "code", "invariant");
    private static final ObjectMapper JSON = Mappers.json();

    private Problems() {}

    public static byte[] of(Refusal refusal) {
        var code = refusal.code();
        var document = new LinkedHashMap<String, Object>();
        document.put("type", code.type());
        document.put("title", code.title());
        document.put("status", code.status());
        document.put("detail", refusal.detail());
        document.put("code", code.name());
        code.invariant().ifPresent(number -> document.put("invariant", number));
        refusal.members().forEach(document::putIfAbsent);
        return write(document);
    }

    /** An unexpected failure: nothing but a status and the id under which the log tells the rest. */
    public static byte[] internal(int status, String correlationId) {
        var document = new LinkedHashMap<String, Object>();
        document.put("type", "about:blank");
        document.put("status", status);
        document.put("correlation_id", correlationId);
        return write(document);
    }

    /** The refusal a problem document states, if it states one this build knows. */
    public static Optional<Refusal> parse(byte[] body) {
        try {
            JsonNode document = JSON.readTree(body);
            var code = ReasonCode.valueOf(document.path("code").asText());
            var members = new LinkedHashMap<String, Object>();
            for (var member : document.properties()) {
                if (!OWN_MEMBERS.contains(member.getKey()) && !member.getValue().isNull()) {
                    members.put(member.getKey(), JSON.convertValue(member.getValue(), Object.class));
                }
            }
            return Optional.of(new Refusal(code, document.path("detail").asText(code.title()), members));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] write(Map<String, Object> document) {
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem member that can't be written", e);
        }
    }
}
