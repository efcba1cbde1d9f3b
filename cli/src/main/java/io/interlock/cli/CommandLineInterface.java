package io.interlock.cli;

import io.interlock.actors.scenario.ScenarioException;
import io.interlock.cluster.nodes.FleetException;
import io.interlock.hardware.text.Nearest;
import io.interlock.hardware.text.OneLine;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/// Takes the arguments apart, runs the command, and turns every failure into one line and a status.
final class CommandLineInterface {
  private static final int USAGE_COLUMNS = 100;

  private final Terminal terminal;
  private final Interlock root = new Interlock();
  private final CommandLine commands;

  CommandLineInterface(Wiring wiring, Terminal terminal, Interruption interruption) {
    this.terminal = terminal;
    commands = new CommandLine(root);
    commands.addSubcommand(new RunCommand(wiring, terminal, interruption));
    commands.addSubcommand(new FleetCommand(terminal, interruption));
    commands.addSubcommand(new FleetNodeCommand(terminal));
    commands.addSubcommand(new ExploreCommand(terminal, interruption));
    commands.addSubcommand(new ReplayCommand(terminal));
    commands.addSubcommand(new CheckCommand(terminal));
    commands.addSubcommand(new HostsCommand(terminal));
    commands.addSubcommand(new PropertiesCommand(terminal));
    commands.addSubcommand(new BenchCommand(wiring, terminal));
    commands.setOut(terminal.outWriter());
    commands.setErr(terminal.errWriter());
    commands.setUsageHelpWidth(USAGE_COLUMNS);
    commands.setOverwrittenOptionsAllowed(true);
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setExecutionStrategy(this::execute);
    commands.setParameterExceptionHandler((e, _) -> usage(e));
    commands.setExecutionExceptionHandler((e, _, _) -> failure(e));
  }

  /// Runs the command that the arguments name and returns the exit status.
  int execute(String... arguments) {
    try {
      return commands.execute(FleetNodeCommand.named(helpAsOption(arguments)));
    } catch (OutOfMemoryError | StackOverflowError e) {
      return failure(e);
    }
  }

  /// `interlock help run` asks for the same as `interlock run --help`.
  private static String[] helpAsOption(String... arguments) {
    if (arguments.length == 0 || !arguments[0].equals("help")) {
      return arguments;
    }
    String[] asked = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
    asked[asked.length - 1] = "--help";
    return asked;
  }

  private int execute(ParseResult parsed) {
    try {
      root.options().applyLogLevel(terminal.environment());
    } catch (BadCall e) {
      return failure(e);
    }
    return new RunLast().execute(parsed);
  }

  private int failure(Throwable e) {
    switch (e) {
      case ScenarioException wrong -> terminal.err().println(wrong.getMessage());
      case BadFile wrong -> terminal.err().println(wrong.getMessage());
      case BadCall wrong -> terminal.err().println("interlock: " + wrong.getMessage());
      case FleetException wrong -> {
        terminal.err().println("interlock: " + OneLine.of(String.valueOf(wrong.getMessage())));
        return wrong.hasBegun() ? ExitStatus.FAILURE : ExitStatus.BAD_CALL;
      }
      default -> {
        if (root.options().wantsStack()) {
          e.printStackTrace(terminal.err());
        }
        // An output that cannot be written says why by itself.
        Object what = e instanceof UncheckedIOException ? e.getMessage() : e;
        terminal
            .err()
            .println(
                OneLine.of("interlock itself failed: " + what)
                    + (root.options().wantsStack()
                        ? ""
                        : "; run again with --debug for the stack"));
        return ExitStatus.FAILURE;
      }
    }
    return ExitStatus.BAD_CALL;
  }

  private int usage(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    String name = command.qualifiedName();
    terminal
        .err()
        .println(OneLine.of(name + ": " + complaint(e, command) + "; see " + name + " --help"));
    return ExitStatus.BAD_CALL;
  }

  private static String complaint(ParameterException e, CommandSpec command) {
    return switch (e) {
      case UnmatchedArgumentException unmatched ->
          unmatched(unmatched.getUnmatched().getFirst(), command);
      case MissingParameterException missing ->
          missing.getMissing().getFirst().paramLabel() + " is missing";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String unmatched(String argument, CommandSpec command) {
    if (argument.startsWith("-")) {
      String option = argument.replaceFirst("=.*", "");
      return "unknown option '"
          + option
          + "'"
          + Nearest.hint(option, command.optionsMap().keySet());
    }
    Set<String> verbs = offered(command);
    return verbs.isEmpty()
        ? "'" + argument + "' is one argument too many"
        : "unknown command '"
            + argument
            + "'"
            + Nearest.hint(argument, verbs)
            + "; allowed: "
            + allowed(verbs);
  }

  private static Set<String> offered(CommandSpec command) {
    Set<String> verbs = new LinkedHashSet<>();
    command
        .subcommands()
        .forEach(
            (name, verb) -> {
              if (!verb.getCommandSpec().usageMessage().hidden()) {
                verbs.add(name);
              }
            });
    return verbs;
  }

  private static String allowed(Set<String> verbs) {
    return String.join(", ", List.copyOf(verbs));
  }
}
