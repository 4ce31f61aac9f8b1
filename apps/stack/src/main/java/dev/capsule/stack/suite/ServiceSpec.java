package dev.capsule.stack.suite;

import java.util.List;

/**
 * A service as the stack sees it: a jar to run and the paths it serves.
 *
 * @param heapMegabytes upper bound of its Java heap
 * @param youngMegabytes its young generation, there from the start. A collection costs what survives it: with room for
 *     what a batch of work makes (an ML-DSA verification leaves 150 KiB), next to nothing does
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
                    48,
                    List.of("/accounts", "/sessions", "/tokens", "/escrow", "/deliveries", "/.well-known/jwks.json"),
                    List.of("capsule.identity.key-encryption-key")),
            new ServiceSpec(
                    "validation",
                    512,
                    192,
                    List.of("/directories", "/albums", "/manifests", "/sync", "/assets"),
                    List.of("capsule.validation.cursor-keys")),
            // every byte that comes in passes through the young generation once
            new ServiceSpec("ingest", 160, 64, List.of("/upload", "/blob", "/storage", "/admin/storage"), List.of()),
            new ServiceSpec("quota", 192, 48, List.of("/quota", "/admin/quota"), List.of()));
}
