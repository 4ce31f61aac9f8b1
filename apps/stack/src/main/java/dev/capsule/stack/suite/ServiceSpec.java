package dev.capsule.stack.suite;

import java.util.List;

/**
 * A service as the stack sees it: a jar to run and the paths it serves.
 *
 * @param heapMegabytes upper bound of its Java heap
 * @param prefixes path prefixes the gateway sends to it
 */
public record ServiceSpec(String name, int heapMegabytes, List<String> prefixes) {
    public ServiceSpec {
        prefixes = List.copyOf(prefixes);
    }

    /** The services of the suite, in the order in which they are shown. */
    public static final List<ServiceSpec> SUITE = List.of(
            new ServiceSpec(
                    "identity",
                    192,
                    List.of("/accounts", "/sessions", "/tokens", "/escrow", "/deliveries", "/.well-known/jwks.json")),
            new ServiceSpec("validation", 320, List.of("/directories", "/albums", "/manifests", "/sync", "/assets")),
            new ServiceSpec("ingest", 256, List.of("/upload", "/blob", "/storage")));
}
