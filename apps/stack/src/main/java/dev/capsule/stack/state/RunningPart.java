package dev.capsule.stack.state;

import java.nio.file.Path;

/**
 * One process of a running stack.
 *
 * @param address where it listens, as a URL or host:port
 */
public record RunningPart(String name, long pid, String address, Path log) {}
