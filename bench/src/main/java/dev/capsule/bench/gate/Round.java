package dev.capsule.bench.gate;

/**
 * One measurement under load.
 *
 * @param name what the database held
 * @param perSecond manifests committed, end to end
 * @param cpu CPU microseconds per manifest, by process
 * @param latency under this load, from sending the event to seeing the commit
 */
record Round(String name, double perSecond, Cpu cpu, Latencies latency) {
    /** The load generator is this process, its producer, consumer and collector included. */
    record Cpu(double validation, double postgres, double kafka, double generator) {}
}
