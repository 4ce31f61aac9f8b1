package dev.capsule.cli.admin.quota;

import picocli.CommandLine.Command;

/** {@code admin quota}. */
@Command(
        name = "quota",
        description = "Storage limits: who has stored how much, why, and how much they may.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ShowCommand.class, SetCommand.class, ExplainCommand.class, ReconcileCommand.class})
public final class QuotaCommand {}
