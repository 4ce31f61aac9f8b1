package dev.capsule.stack.suite;

import java.util.List;

/**
 * A service as the stack sees it: a jar to run and the paths it serves.
 *
 * @param heapMegabytes upper bound of its Java heap
 * @param youngMegabytes part of it for what was just made; 0 leaves that to the JVM
 * @param prefixes path prefixes the gateway sends to it
 * @param keys configuration names that take a key of 256 bits in hex; made once, kept with the other secrets
 */
public record ServiceSpec(
        String name, int heapMegabytes, int youngMegabytes, List<String> prefixes, List<String> keys) {
    public ServiceSpec {
        prefixes = List.copyOf(prefixes);
        keys = List.copyOf(keys);
    }

    /** The services of the suite, in the order in which they are shown. */
    public static final List<ServiceSpec> SUITE = List.of(
            new ServiceSpec(
                    "identity",
                    192,
                    0,
                    List.of("/accounts", "/sessions", "/tokens", "/escrow", "/deliveries", "/.well-known/jwks.json"),
                    List.of("capsule.identity.key-encryption-key")),
            new ServiceSpec(
                    "validation",
                    320,
                    0,
                    List.of("/directories", "/albums", "/manifests", "/sync", "/assets"),
                    List.of("capsule.validation.cursor-keys")),
            // every byte that comes in passes through the young generation once
            new ServiceSpec("ingest", 256, 64, List.of("/upload", "/blob", "/storage", "/admin/storage"), List.of()),
            new ServiceSpec("quota", 192, 0, List.of("/quota", "/admin/quota"), List.of()));
}
