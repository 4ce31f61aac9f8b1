package dev.capsule.service.auth;

/** What a route asks for, in {@code @RolesAllowed}. A route that declares nothing is denied to everyone. */
public final class Roles {
    /** A short-lived access token (EdDSA JWT). */
    public static final String ACCESS = "access";
    /** The long-lived opaque session token; only identity takes it. */
    public static final String SESSION = "session";

    /** The token of whoever runs the installation; see {@code capsule.operator.token-sha256}. */
    public static final String OPERATOR = "operator";

    private Roles() {}
}
