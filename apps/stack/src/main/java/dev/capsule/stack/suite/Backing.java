package dev.capsule.stack.suite;

import dev.capsule.backing.kafka.KafkaOptions;
import dev.capsule.backing.kafka.KafkaProcess;
import dev.capsule.backing.postgres.Postgres;
import dev.capsule.backing.postgres.PostgresOptions;
import dev.capsule.backing.provision.SuiteTopics;
import dev.capsule.backing.provision.TopicProvisioning;
import dev.capsule.stack.state.Secrets;
import dev.capsule.stack.state.StateDirectory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The PostgreSQL and the Kafka of a stack. */
record Backing(Postgres postgres, KafkaProcess kafka) {
    /** Starts both at once and creates the topics. */
    static Backing start(StateDirectory state, Secrets secrets, boolean durable, Progress progress) {
        var kafkaStart = CompletableFuture.supplyAsync(() -> progress.step(
                "Kafka",
                () -> KafkaProcess.start(
                        KafkaOptions.onFreePorts(state.path("kafka")).withLasting(durable), state.log("kafka"))));
        try {
            var postgres = progress.step(
                    "PostgreSQL",
                    () -> Postgres.start(new PostgresOptions(
                            state.path("pg"), 0, secrets.get("postgres.admin"), durable, state.log("postgres"))));
            try {
                var kafka = kafkaStart.join();
                TopicProvisioning.provision(kafka.bootstrapServers(), SuiteTopics.all());
                return new Backing(postgres, kafka);
            } catch (RuntimeException e) {
                postgres.close();
                throw e;
            }
        } catch (RuntimeException e) {
            kafkaStart
                    .thenAccept(KafkaProcess::close)
                    .exceptionally(failed -> null)
                    .join();
            throw e instanceof CompletionException && e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    Part postgresPart() {
        return new PostgresPart(postgres);
    }

    Part kafkaPart() {
        return new KafkaPart(kafka);
    }

    void close() {
        kafka.close();
        postgres.close();
    }

    private record PostgresPart(Postgres server) implements Part {
        @Override
        public String name() {
            return "postgres";
        }

        @Override
        public long pid() {
            return server.pid();
        }

        @Override
        public boolean alive() {
            return server.alive();
        }

        @Override
        public void kill() {
            server.kill();
        }

        @Override
        public void restart() {
            server.restart();
        }
    }

    private record KafkaPart(KafkaProcess server) implements Part {
        @Override
        public String name() {
            return "kafka";
        }

        @Override
        public long pid() {
            return server.pid();
        }

        @Override
        public boolean alive() {
            return server.alive();
        }

        @Override
        public void kill() {
            server.kill();
        }

        @Override
        public void restart() {
            server.restart();
        }
    }
}
