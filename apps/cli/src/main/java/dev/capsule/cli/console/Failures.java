package dev.capsule.cli.console;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.http.MalformedAnswerException;
import dev.capsule.client.http.ServerRefusalException;
import dev.capsule.client.http.ServerUnreachableException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns every failure into one sentence on standard error and an exit code. A stack trace only when asked for. */
public final class Failures implements IExecutionExceptionHandler {
    private static final String DEBUG = "CAPSULE_DEBUG";

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        if (System.getenv(DEBUG) != null) {
            failure.printStackTrace(command.getErr());
        }
        var err = command.getErr();
        int code =
                switch (failure) {
                    case ServerUnreachableException e -> say(err, e, ExitCodes.UNREACHABLE);
                    case ServerRefusalException e -> say(err, e, ExitCodes.REFUSED);
                    case MalformedAnswerException e -> say(err, e, ExitCodes.REFUSED);
                    case ClientException e -> say(err, e, ExitCodes.LOCAL);
                    case UncheckedIOException e -> {
                        err.println("capsule: " + e.getMessage() + ": " + cause(e));
                        yield ExitCodes.LOCAL;
                    }
                    default -> {
                        err.println("capsule: this is a defect of the program: " + failure + " (set " + DEBUG
                                + "=1 to see where)");
                        yield ExitCodes.DEFECT;
                    }
                };
        err.flush();
        return code;
    }

    private static int say(java.io.PrintWriter err, ClientException e, int code) {
        err.println("capsule: " + e.sentence() + " [" + e.code() + "]");
        return code;
    }

    private static String cause(UncheckedIOException e) {
        return e.getCause() == null ? "" : String.valueOf(e.getCause().getMessage());
    }
}
