package io.interlock.cluster.nodes;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The last image of each group of hosts, where the coordinator is.
final class Shelf {
  private final Map<Integer, ImageParts> arriving = new TreeMap<>();
  private final Map<Integer, List<ImagePart>> byGroup = new TreeMap<>();
  private final Set<Integer> fresh = new TreeSet<>();

  /// A part of an image has come.
  void put(int group, ImagePart part) {
    arriving
        .computeIfAbsent(group, _ -> new ImageParts())
        .add(part)
        .ifPresent(image -> put(group, image));
  }

  /// The last image of a group stays, in whatever order they come.
  private void put(int group, List<ImagePart> image) {
    fresh.add(group);
    byGroup.merge(group, image, (one, other) -> windowOf(one) > windowOf(other) ? one : other);
  }

  private static long windowOf(List<ImagePart> image) {
    return image.getFirst().window();
  }

  /// The parts of an image that brings a group nearer to where it has to be.
  Optional<List<ImagePart>> find(int group, long after, long upTo) {
    return Optional.ofNullable(byGroup.get(group))
        .filter(image -> windowOf(image) > after && windowOf(image) <= upTo);
  }

  /// The images of groups up to a window that have come since this was last asked.
  Map<Integer, List<ImagePart>> takeNew(long upTo) {
    Map<Integer, List<ImagePart>> taken = new TreeMap<>();
    for (int group : fresh) {
      List<ImagePart> image = Objects.requireNonNull(byGroup.get(group));
      if (windowOf(image) <= upTo) {
        taken.put(group, image);
      }
    }
    fresh.removeAll(taken.keySet());
    return taken;
  }

  /// Nobody can read the image of this group.
  void drop(int group) {
    byGroup.remove(group);
    fresh.remove(group);
  }
}
