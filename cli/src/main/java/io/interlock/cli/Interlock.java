package io.interlock.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command above all others.
@Command(
    name = "interlock",
    description = "Simulates Arm hosts that run KVM guests, as concurrent actors.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.Provider.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Results go to standard output, progress and logs to standard error.",
      "Exit status: 0 nothing broken, 1 a property was broken, 2 the input or the call is wrong,",
      "3 Interlock itself failed, 130 interrupted by SIGINT or SIGTERM (after printing what it has).",
      "Environment: INTERLOCK_LOG=LEVEL as --log-level; NO_COLOR turns colours off."
    })
final class Interlock implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  GlobalOptions options() {
    return options;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command");
  }
}
