package dev.capsule.stack;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of {@code ./capsule up} and {@code ./capsule demo}. */
@Command(
        name = "capsule",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Runs the whole suite on one machine.")
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        var console = new Console(System.out, System.err);
        var commands = new CommandLine(new Main())
                .addSubcommand(new UpCommand(console))
                .addSubcommand(new DemoCommand(console))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    console.fail(failure);
                    return 1;
                });
        int code = args.length == 0 ? usage(commands) : commands.execute(args);
        System.exit(code);
    }

    private static int usage(CommandLine commands) {
        commands.usage(System.err);
        return 2;
    }
}
