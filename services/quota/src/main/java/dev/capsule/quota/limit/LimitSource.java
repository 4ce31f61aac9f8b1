package dev.capsule.quota.limit;

/** Where the limits of an account come from, the nearest first. */
public enum LimitSource {
    /** Set for this user. */
    OVERRIDE,
    /** The tier of the user. */
    TIER,
    /** The default of the tenant. */
    TENANT,
    /** The default of the installation. */
    INSTALLATION
}
