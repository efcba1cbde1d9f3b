package io.interlock.cluster.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Collects the parts of an image. Of one that is sent again, or is not sent to its end, the parts
/// that came before are void.
final class ImageParts {
  private final List<ImagePart> parts = new ArrayList<>();

  /// All parts of the image, if this is the last of them.
  Optional<List<ImagePart>> add(ImagePart part) {
    boolean follows =
        part.number() == parts.size()
            && (parts.isEmpty() || parts.getFirst().window() == part.window());
    if (!follows) {
      parts.clear();
    }
    if (part.number() == parts.size()) {
      parts.add(part);
    }
    if (parts.size() < part.count()) {
      return Optional.empty();
    }
    List<ImagePart> all = List.copyOf(parts);
    parts.clear();
    return Optional.of(all);
  }
}
