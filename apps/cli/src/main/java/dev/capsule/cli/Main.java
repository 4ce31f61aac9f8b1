package dev.capsule.cli;

import dev.capsule.cli.account.AccountCommand;
import dev.capsule.cli.admin.AdminCommand;
import dev.capsule.cli.album.AlbumCommand;
import dev.capsule.cli.browse.DeleteCommand;
import dev.capsule.cli.browse.ListCommand;
import dev.capsule.cli.browse.QuarantineCommand;
import dev.capsule.cli.browse.QuotaCommand;
import dev.capsule.cli.browse.RestoreCommand;
import dev.capsule.cli.browse.StatusCommand;
import dev.capsule.cli.console.Failures;
import dev.capsule.cli.transfer.GetCommand;
import dev.capsule.cli.transfer.ImportCommand;
import dev.capsule.cli.transfer.SyncCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code capsule cli} program. */
@Command(
        name = "capsule cli",
        description = "Keeps a photo library, encrypted and signed on this machine, on a Capsule server.",
        mixinStandardHelpOptions = true,
        version = "capsule 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AccountCommand.class,
            AlbumCommand.class,
            ImportCommand.class,
            SyncCommand.class,
            ListCommand.class,
            GetCommand.class,
            DeleteCommand.class,
            RestoreCommand.class,
            QuarantineCommand.class,
            StatusCommand.class,
            QuotaCommand.class,
            AdminCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was done",
            "1:some files or entries were not (the output says which and why)",
            "2:the command line is wrong",
            "3:the server refused",
            "4:the server can't be reached or is not ready",
            "5:account, passphrase or library: see the message",
            "70:a defect of this program",
            "130:interrupted; run the same command again to go on"
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // Before any class of java.net.http loads: tenants are told apart by the Host header.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        System.exit(run(args));
    }

    /** @return the exit code */
    public static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler(new Failures())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
