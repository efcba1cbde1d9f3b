package io.interlock.engine.explore.explain;

/// How much room there is.
///
/// @param width characters a line
/// @param rowsMax lines for deliveries; where more are essential, more are taken
public record Page(int width, int rowsMax) {
  /// What a terminal shows at once.
  public static final Page SCREEN = new Page(120, 40);

  public Page {
    if (width < 40 || rowsMax < 1) {
      throw new IllegalArgumentException(
          "page of " + width + " x " + rowsMax + "; allowed: 40 or more wide, 1 or more rows");
    }
  }
}
