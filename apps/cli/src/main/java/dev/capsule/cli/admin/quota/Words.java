package dev.capsule.cli.admin.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.capsule.cli.console.Output;
import java.util.Locale;

/** Answers of quota as lines for people: every figure to the byte, with its size in words beside it. */
final class Words {
    private Words() {}

    static String account(JsonNode view) {
        var quota = view.path("quota");
        var text = new StringBuilder();
        line(text, "user", view.path("user").asText());
        line(text, "state", quota.path("state").asText());
        if (quota.hasNonNull("grace_expires_at")) {
            line(text, "grace ends", quota.path("grace_expires_at").asText());
        }
        line(text, "used", bytes(quota.path("used")));
        quota.path("by_role").properties().forEach(role -> line(text, "  " + role.getKey(), bytes(role.getValue())));
        line(text, "reserved", bytes(quota.path("reserved")));
        line(text, "soft limit", limit(quota, "soft_limit"));
        line(text, "hard limit", limit(quota, "hard_limit"));
        line(text, "limits from", view.path("limits_from").asText());
        optional(text, view, "tier");
        optional(text, view, "sponsor");
        return text.toString();
    }

    static String tenant(JsonNode view) {
        var text = new StringBuilder();
        line(text, "accounts", view.path("accounts").asText());
        line(text, "  full", view.path("full").asText());
        line(text, "used", bytes(view.path("used")));
        line(text, "reserved", bytes(view.path("reserved")));
        line(text, "soft limit", limit(view.path("defaults"), "soft"));
        line(text, "hard limit", limit(view.path("defaults"), "hard"));
        line(text, "ceiling", limit(view.path("policy"), "ceiling"));
        view.path("tiers")
                .properties()
                .forEach(tier -> line(
                        text,
                        "tier " + tier.getKey(),
                        limit(tier.getValue(), "soft") + " / " + limit(tier.getValue(), "hard")));
        view.path("largest").forEach(top -> line(text, "  " + top.path("user").asText(), bytes(top.path("used"))));
        return text.toString();
    }

    static String bytes(JsonNode value) {
        return value.longValue() + " B (" + Output.size(value.longValue()) + ")";
    }

    private static String limit(JsonNode of, String member) {
        return of.hasNonNull(member) ? bytes(of.path(member)) : "unlimited";
    }

    private static void optional(StringBuilder text, JsonNode view, String member) {
        if (view.hasNonNull(member)) {
            line(text, member, view.path(member).asText());
        }
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-14s %s%n", name, value));
    }
}
