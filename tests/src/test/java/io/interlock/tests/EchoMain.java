package io.interlock.tests;

import java.util.List;

/// A command line that prints its arguments and ends with the status that `exit=N` asks for.
final class EchoMain {
  private EchoMain() {}

  public static void main(String[] arguments) {
    System.out.println(List.of(arguments));
    for (var argument : arguments) {
      if (argument.startsWith("exit=")) {
        System.exit(Integer.parseInt(argument.substring("exit=".length())));
      }
    }
  }
}
