package dev.capsule.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.capsule.client.http.MalformedAnswerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** Words and JSON on standard output. */
public final class Output {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Output() {}

    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** @throws MalformedAnswerException for what is not JSON */
    public static JsonNode parse(byte[] answer) {
        try {
            return JSON.readTree(answer);
        } catch (IOException e) {
            throw new MalformedAnswerException("not JSON");
        }
    }

    /** One line. */
    public static void json(PrintWriter out, JsonNode node) {
        try {
            out.println(JSON.writeValueAsString(node));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of nodes is always JSON", e);
        }
    }

    /** For people: 1.5 MiB. */
    public static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
