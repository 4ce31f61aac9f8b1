package dev.capsule.backing.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Main class of the child JVM of {@link KafkaProcess}. */
final class KafkaMain {
    // held: the JUL registry keeps loggers weakly
    private static final Logger ROOT = Logger.getLogger("");

    private KafkaMain() {}

    /** Arguments: data directory, port, controller port, file to create once the broker takes clients. */
    public static void main(String[] args) throws IOException {
        ROOT.setLevel(Level.WARNING);
        var options = new KafkaOptions(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), true);
        var broker = KafkaBroker.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "kafka-shutdown"));
        Files.writeString(Path.of(args[3]), "ready\n");
    }
}
