package io.interlock.cli;

import io.interlock.actors.explore.ExploreControl;
import java.io.PrintStream;
import java.util.function.Consumer;

/// Shows on standard error how a search goes on: a line that is drawn anew on a terminal, now and
/// then a line elsewhere.
final class ExploreDisplay implements Consumer<ExploreControl.Progress> {
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final long LINE_NANOS = 5_000_000_000L;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream err;
  private final boolean terminal;
  private final long executions;
  private long nextNanos;
  private boolean drawn;

  ExploreDisplay(Terminal terminal, long executions) {
    this.err = terminal.err();
    this.terminal = terminal.isErrTerminal();
    this.executions = executions;
    this.nextNanos = this.terminal ? REDRAW_NANOS : LINE_NANOS;
  }

  @Override
  public void accept(ExploreControl.Progress progress) {
    if (progress.wallNanos() < nextNanos) {
      return;
    }
    nextNanos = progress.wallNanos() + (terminal ? REDRAW_NANOS : LINE_NANOS);
    double seconds = progress.wallNanos() / 1e9;
    String words =
        "%s of %s, %s/s, %s deliveries/s, %d violations"
            .formatted(
                Units.whole(progress.seen()),
                Units.whole(executions),
                Units.count(progress.seen() / seconds),
                Units.count(progress.deliveries() / seconds),
                progress.violations());
    if (terminal) {
      err.print(CLEAR_LINE + words);
      err.flush();
      drawn = true;
    } else {
      err.println("interlock: " + words);
    }
  }

  /// Takes the line away, so that what comes next starts on a clean one.
  void finish() {
    if (drawn) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }
}
