package io.interlock.cli;

import io.interlock.actors.result.Progress;
import io.interlock.actors.result.ProgressListener;
import java.io.PrintStream;
import java.util.List;

/// Shows on standard error how a run goes on: a line that is drawn anew on a terminal, now and
/// then a line elsewhere.
final class ProgressDisplay implements ProgressListener {
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final long LINE_NANOS = 5_000_000_000L;
  private static final int BAR_WIDTH = 20;
  private static final int WIDE_COLUMNS = 100;
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final String GREEN = "\u001b[32m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintStream err;
  private final boolean terminal;
  private final boolean colour;
  private final int columns;
  private long nextNanos;
  private boolean drawn;

  ProgressDisplay(Terminal terminal) {
    this.err = terminal.err();
    this.terminal = terminal.isErrTerminal();
    this.colour = terminal.wantsColour();
    this.columns = terminal.columns();
    this.nextNanos = this.terminal ? REDRAW_NANOS : LINE_NANOS;
  }

  @Override
  public void progressed(Progress progress) {
    if (progress.wallNanos() < nextNanos) {
      return;
    }
    nextNanos = progress.wallNanos() + (terminal ? REDRAW_NANOS : LINE_NANOS);
    if (terminal) {
      draw(progress);
    } else {
      err.println("interlock: " + String.join(", ", words(progress)));
    }
  }

  /// Takes the line away, so that what comes next starts on a clean one.
  void finish() {
    if (drawn) {
      err.print(CLEAR_LINE);
      err.flush();
      drawn = false;
    }
  }

  private void draw(Progress progress) {
    int width = columns < WIDE_COLUMNS ? BAR_WIDTH / 2 : BAR_WIDTH;
    int full = (int) (done(progress) * width);
    String bar = "#".repeat(full) + ".".repeat(width - full);
    // The last column stays free: some terminals wrap when it is written.
    String words = join(words(progress), columns - 1 - (width + 3));
    err.print(CLEAR_LINE + "[" + (colour ? GREEN + bar + PLAIN : bar) + "] " + words);
    err.flush();
    drawn = true;
  }

  /// The parts, the most wanted first.
  private static List<String> words(Progress progress) {
    double wallSeconds = progress.wallNanos() / 1e9;
    return List.of(
        (int) (100 * done(progress)) + "%",
        Units.picos(progress.virtualPicos()) + " of " + Units.picos(progress.totalPicos()),
        remaining(progress, wallSeconds) + " left",
        TextSummary.ratio(progress.virtualPicos() / 1e12, wallSeconds),
        Units.count(progress.events() / wallSeconds) + " events/s");
  }

  /// As many of the parts as fit.
  private static String join(List<String> words, int most) {
    var line = new StringBuilder();
    for (String word : words) {
      String next = (line.isEmpty() ? "" : ", ") + word;
      if (line.length() + next.length() > most) {
        break;
      }
      line.append(next);
    }
    return line.toString();
  }

  private static String remaining(Progress progress, double wallSeconds) {
    double done = done(progress);
    return done > 0 ? Units.clock(Math.round(wallSeconds / done * (1 - done))) : "?";
  }

  private static double done(Progress progress) {
    return Math.clamp((double) progress.virtualPicos() / progress.totalPicos(), 0, 1);
  }
}
