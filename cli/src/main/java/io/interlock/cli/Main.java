package io.interlock.cli;

import java.io.IOException;
import java.time.Duration;

/// Where the program begins.
public final class Main {
  /// How long an interrupted run may take to print what it has.
  private static final Duration LAST_WORDS_MAX = Duration.ofSeconds(10);

  private Main() {}

  /// Runs a command and ends the JVM with its exit status.
  public static void main(String[] args) throws IOException {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      Version.print(System.out);
      return;
    }
    run(args, Wiring.standard());
  }

  /// As [#main(String\[\])], with other parts in place of the real ones.
  static void run(String[] args, Wiring wiring) {
    var interruption = new Interruption();
    var hook = new Thread(() -> interruption.onShutdown(LAST_WORDS_MAX), "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    int status = new CommandLineInterface(wiring, Terminal.ofProcess(), interruption).execute(args);
    if (interruption.end()) {
      System.exit(status);
    }
  }
}
