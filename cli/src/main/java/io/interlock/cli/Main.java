package io.interlock.cli;

/// The command line's entry point.
public final class Main {
  private Main() {}

  /// Prints the version.
  public static void main(String[] arguments) {
    System.out.println("interlock 0.1.0");
  }
}
