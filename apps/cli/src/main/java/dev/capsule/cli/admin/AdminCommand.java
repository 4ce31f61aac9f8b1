package dev.capsule.cli.admin;

import dev.capsule.cli.admin.quota.QuotaCommand;
import dev.capsule.cli.admin.storage.GcCommand;
import dev.capsule.cli.admin.storage.RebuildIndexCommand;
import picocli.CommandLine.Command;

/** {@code admin}: one subcommand for each part of the server. */
@Command(
        name = "admin",
        description = "Runs a server: needs the operator token.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {QuotaCommand.class, GcCommand.class, RebuildIndexCommand.class})
public final class AdminCommand {}
