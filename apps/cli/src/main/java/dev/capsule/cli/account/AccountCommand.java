package dev.capsule.cli.account;

import picocli.CommandLine.Command;

/** {@code account}. */
@Command(
        name = "account",
        description = "Registers an account, adds a device to it, exports its keys.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CreateAccountCommand.class, LoginCommand.class, ExportCommand.class})
public final class AccountCommand {}
