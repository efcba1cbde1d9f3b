package io.interlock.hardware.register;

import java.util.Collection;

/// Finds the known name that a mistyped one was probably meant to be.
public final class Nearest {
  private static final int COMPARED_LENGTH_MAX = 64;

  private Nearest() {}

  /// The known name with the fewest single-letter edits from `name`; the first of equals.
  /// Throws `IllegalArgumentException` if `known` is empty.
  public static String to(String name, Collection<String> known) {
    String best = "";
    int bestEdits = Integer.MAX_VALUE;
    String wanted = name.substring(0, Math.min(name.length(), COMPARED_LENGTH_MAX));
    for (String candidate : known) {
      int edits = edits(wanted, candidate);
      if (edits < bestEdits) {
        best = candidate;
        bestEdits = edits;
      }
    }
    if (best.isEmpty()) {
      throw new IllegalArgumentException("no known names to compare with");
    }
    return best;
  }

  /// Levenshtein distance, one row at a time.
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
