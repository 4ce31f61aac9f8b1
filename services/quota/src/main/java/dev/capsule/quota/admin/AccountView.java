package dev.capsule.quota.admin;

import dev.capsule.protocol.id.UserId;
import dev.capsule.quota.limit.LimitSource;
import dev.capsule.quota.usage.Figures;
import dev.capsule.quota.usage.QuotaAnswer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sees of an account.
 *
 * @param limitsFrom {@code override}, {@code tier}, {@code tenant} or {@code installation}
 */
public record AccountView(
        UserId user,
        QuotaAnswer quota,
        String limitsFrom,
        @Nullable String tier,
        @Nullable UserId sponsor,
        boolean suspended) {

    static AccountView of(Figures figures) {
        return new AccountView(
                figures.user(),
                QuotaAnswer.of(figures),
                name(figures.source()),
                figures.account().tier().orElse(null),
                figures.sponsor().orElse(null),
                figures.account().suspended());
    }

    static String name(LimitSource source) {
        return source.name().toLowerCase(Locale.ROOT);
    }
}
