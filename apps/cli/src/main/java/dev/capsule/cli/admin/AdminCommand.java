package dev.capsule.cli.admin;

import dev.capsule.cli.admin.quota.QuotaCommand;
import picocli.CommandLine.Command;

/** {@code admin}: one subcommand for each part of the server. */
@Command(
        name = "admin",
        description = "Runs a server: needs the operator token.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = QuotaCommand.class)
public final class AdminCommand {}
