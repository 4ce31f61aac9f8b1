package dev.capsule.bench.ingest;

/**
 * One run of one scenario against one peer.
 *
 * @param megabytesPerSecond 10⁶ bytes of files
 * @param cpuPerGib CPU seconds of the server's process per 2³⁰ bytes
 * @param helperCpuPerGib CPU seconds of its database per 2³⁰ bytes
 * @param peakBytes resident memory of the server's process
 * @param medianMillis of all chunks
 * @param p99Millis of all chunks, the last of each file included
 * @param finalMillis median of the last chunks of files, whose answer waits until the file is stored
 */
record Measurement(
        double megabytesPerSecond,
        double cpuPerGib,
        double helperCpuPerGib,
        long peakBytes,
        double medianMillis,
        double p99Millis,
        double finalMillis) {}
