package io.interlock.cluster.nodes;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the images of groups beside the journal of their fleet, so that whoever resumes it need
/// not begin at its beginning. The fleet does not wait for it, and can do without.
final class ImageKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("fleet");

  private final ImageStore store;
  private final String build;
  private final long run;
  private final Map<Integer, List<ImagePart>> waiting = new ConcurrentHashMap<>();
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().daemon().name("interlock-images").unstarted(task));
  private boolean complained;

  /// @param build of Interlock that runs the fleet
  /// @param run of the fleet
  ImageKeeper(ImageStore store, String build, long run) {
    this.store = store;
    this.build = build;
    this.run = run;
  }

  /// Images with which this run of the fleet can go on.
  ///
  /// @param windows that are over
  List<KeptImage> kept(long windows) {
    try {
      return store.all().stream()
          .map(KeptImage::read)
          .flatMap(Optional::stream)
          .filter(image -> image.build().equals(build) && image.run() == run)
          .filter(image -> image.window() <= windows)
          .sorted(Comparator.comparingInt(KeptImage::group))
          .toList();
    } catch (IOException | SQLException e) {
      LOG.warn("images of hosts cannot be read: {}; hosts begin anew", JournalStore.firstLine(e));
      return List.of();
    }
  }

  /// Keeps this image soon, unless a later one comes before.
  void keep(int group, List<ImagePart> image) {
    waiting.put(group, image);
    writer.execute(() -> write(group));
  }

  private void write(int group) {
    List<ImagePart> image = waiting.remove(group);
    if (image == null) {
      return;
    }
    try {
      store.keep(group, new KeptImage(build, run, group, image).bytes());
      complained = false;
    } catch (IOException | SQLException e) {
      if (!complained && !writer.isShutdown()) {
        LOG.warn(
            "images of hosts cannot be kept: {}; the fleet goes on", JournalStore.firstLine(e));
      }
      complained = true;
    }
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }
}
