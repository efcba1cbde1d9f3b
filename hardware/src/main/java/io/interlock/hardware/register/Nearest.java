package io.interlock.hardware.register;

import java.util.Collection;

/// Finds the known name that a mistyped one was probably meant to be.
public final class Nearest {
  private static final int COMPARED_LENGTH_MAX = 64;

  private Nearest() {}

  /// The known name with the fewest edits from `name`; the first of equals.
  /// Throws `IllegalArgumentException` if `known` is empty.
  public static String to(String name, Collection<String> known) {
    String best = "";
    int bestEdits = Integer.MAX_VALUE;
    String wanted = name.substring(0, Math.min(name.length(), COMPARED_LENGTH_MAX));
    for (String candidate : known) {
      if (Math.abs(candidate.length() - wanted.length()) >= bestEdits) {
        continue;
      }
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

  /// Letters inserted, left out, replaced, or swapped with their neighbour.
  private static int edits(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        edits[i][j] = Math.max(i, j);
        if (i > 0 && j > 0) {
          boolean same = from.charAt(i - 1) == to.charAt(j - 1);
          int shorter = 1 + Math.min(edits[i - 1][j], edits[i][j - 1]);
          edits[i][j] = Math.min(shorter, edits[i - 1][j - 1] + (same ? 0 : 1));
          if (swapped(from, i, to, j)) {
            edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
          }
        }
      }
    }
    return edits[from.length()][to.length()];
  }

  private static boolean swapped(String from, int i, String to, int j) {
    return i > 1
        && j > 1
        && from.charAt(i - 1) == to.charAt(j - 2)
        && from.charAt(i - 2) == to.charAt(j - 1);
  }
}
