package dev.capsule.quota.limit;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a tenant sets for all its accounts.
 *
 * @param limits of accounts without an override or a tier; absent leaves the defaults of the installation
 * @param ceiling bytes all accounts may use and reserve together
 */
public record Policy(Optional<Limits> limits, OptionalLong ceiling) {
    public static final Policy NONE = new Policy(Optional.empty(), OptionalLong.empty());
}
