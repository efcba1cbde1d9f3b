package io.interlock.hardware.text;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds the name that a mistyped word was probably meant to be.
///
/// Nearness is the number of letters to insert, delete, replace or swap with a neighbour
/// (optimal string alignment), ignoring case.
public final class Nearest {
  /// Longer words are cut before they are compared, so that hostile input costs little.
  private static final int LENGTH_MAX = 64;

  private Nearest() {}

  /// The candidate nearest to `word`, or null if none is near enough to be a likely slip: at most
  /// one letter in three may differ. Among equals the first candidate wins.
  public static @Nullable String to(String word, Collection<String> candidates) {
    @Nullable String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int distance = distance(word, candidate);
      int allowed = Math.max(1, Math.max(word.length(), candidate.length()) / 3);
      if (distance < bestDistance && distance <= allowed) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  /// `" (did you mean x?)"`, or nothing if no candidate is near: made to be put behind a message.
  public static String hint(String word, Collection<String> candidates) {
    @Nullable String nearest = to(word, candidates);
    return nearest == null ? "" : " (did you mean " + nearest + "?)";
  }

  /// The least number of one-letter edits and neighbour swaps that turn one word into the other.
  public static int distance(String left, String right) {
    String a = normal(left);
    String b = normal(right);
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], last[j]));
        if (i > 1 && j > 1 && swapped(a, i, b, j)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[b.length()];
  }

  private static boolean swapped(String a, int i, String b, int j) {
    return a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
  }

  private static String normal(String word) {
    String cut = word.length() <= LENGTH_MAX ? word : word.substring(0, LENGTH_MAX);
    return cut.toLowerCase(Locale.ROOT);
  }
}
