package dev.capsule.stack;

import dev.capsule.stack.state.OperatorToken;
import dev.capsule.stack.suite.Stack;
import dev.capsule.stack.suite.StackOptions;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code capsule up}: runs the suite until Ctrl-C. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts PostgreSQL, Kafka, every service and the gateway; Ctrl-C stops them.")
final class UpCommand implements Callable<Integer> {
    private static final long LOOK_SECONDS = 1;
    private static final long MAX_BACKOFF_SECONDS = 30;

    @Mixin
    private final StackArguments arguments = new StackArguments();

    @Option(names = "--port", paramLabel = "PORT", description = "port of the gateway (default: 8080; 0: a free one)")
    private int port = StackOptions.DEFAULT_PORT;

    private final Console console;

    UpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65_535) {
            console.say("a port is between 0 and 65535");
            return 2;
        }
        long from = System.nanoTime();
        var options = arguments.options(console).withPort(port);
        var stack = Stack.start(options);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack, stopped), "stop-stack"));
        console.say(String.format(
                Locale.ROOT,
                """

                Capsule is up after %.1f s.
                  gateway  %s
                  tenants  %s (the Host header decides)
                  state    %s
                  operator the token in %s opens "capsule cli admin"
                Ctrl-C stops everything.""",
                (System.nanoTime() - from) / 1e9,
                stack.gatewayUrl(),
                String.join(", ", options.tenants()),
                stack.state().root(),
                OperatorToken.in(stack.state()).file()));
        watch(stack, stopped);
        return 0;
    }

    private void watch(Stack stack, CountDownLatch stopped) throws InterruptedException {
        long wait = LOOK_SECONDS;
        while (!stopped.await(wait, TimeUnit.SECONDS)) {
            try {
                stack.repair();
                wait = LOOK_SECONDS;
            } catch (RuntimeException e) {
                console.fail(e);
                wait = Math.min(MAX_BACKOFF_SECONDS, wait * 2);
            }
        }
    }

    private void stop(Stack stack, CountDownLatch stopped) {
        console.say("\nstopping ...");
        stopped.countDown();
        try {
            stack.close();
            console.say("stopped");
        } catch (RuntimeException e) {
            console.fail(e);
        }
    }
}
