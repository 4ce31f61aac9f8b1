package dev.capsule.client.importing;

import java.nio.file.Path;

/** A file that should have been imported and was not: a stable code and one sentence. */
public record FailedFile(Path path, String code, String sentence) {}
