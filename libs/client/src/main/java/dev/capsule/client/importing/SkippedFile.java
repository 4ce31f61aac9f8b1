package dev.capsule.client.importing;

import java.nio.file.Path;

/** A file that was left alone, and why, in a few words. */
public record SkippedFile(Path path, String reason) {}
