package dev.capsule.backing.provision;

/**
 * One service's database and its two roles: the owner, who migrates the schema, and the service role, which
 * can do only what a migration grants it.
 */
public record ServiceDatabase(
        String service,
        String jdbcUrl,
        String reactiveUrl,
        String owner,
        String ownerPassword,
        String user,
        String password) {
    @Override
    public String toString() {
        return "ServiceDatabase[" + service + " at " + jdbcUrl + "]";
    }
}
