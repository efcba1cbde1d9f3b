package io.interlock.hardware.pmu;

import java.util.Arrays;
import java.util.stream.Stream;

/// A rule and the steps that show it. As text it is a line with the rule, then lines with steps as
/// [PmuScript] knows them; an empty line separates vectors.
record PmuVector(String title, String steps) {

  static Stream<PmuVector> read(String text) {
    return Arrays.stream(text.split("\n\n", -1)).map(PmuVector::of);
  }

  private static PmuVector of(String text) {
    String[] parts = text.split("\n", 2);
    return new PmuVector(parts[0], parts[1].replace('\n', ';'));
  }

  @Override
  public String toString() {
    return title;
  }
}
