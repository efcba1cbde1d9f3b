package io.interlock.cluster.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Tells pages what changes, by server-sent events: what does not change first, then all hosts,
/// then those that look different.
final class Updates {
  private static final long SILENCE_MILLIS_MAX = 5_000;
  private static final long LAST_WORDS_MILLIS_MAX = 1_000;

  private final ObjectMapper mapper = new ObjectMapper();
  private final Board board;
  private final Outline outline;
  private final Phaser streams = new Phaser(1);

  Updates(Board board, Outline outline) {
    this.board = board;
    this.outline = outline;
  }

  /// All of it at once, with hosts by name, for scripts.
  String whole() throws JsonProcessingException {
    Picture now = board.newest();
    List<Map<String, Object>> hosts = new ArrayList<>();
    for (List<Integer> row : State.of(outline, now, null).rows()) {
      hosts.add(host(row));
    }
    return mapper.writeValueAsString(
        Map.of("fleet", outline, "now", State.of(outline, now, now), "hosts", hosts));
  }

  private Map<String, Object> host(List<Integer> row) {
    Outline.Kind kind = outline.kinds().get(outline.kindOfHost().get(row.getFirst()));
    Map<String, Integer> busy = new TreeMap<>();
    for (int type = 0; type < kind.cores().size(); type++) {
      busy.put(kind.cores().get(type).type(), row.get(4 + type));
    }
    return new TreeMap<>(
        Map.of(
            "name", outline.hosts().get(row.getFirst()),
            "kind", kind.name(),
            "state", State.STATES.get(row.get(1)),
            "vms", row.get(2),
            "vcpus", row.get(3),
            "busyPercent", busy));
  }

  /// Writes to a page until the fleet is over, or the page is gone.
  void stream(OutputStream out) throws IOException {
    streams.register();
    try {
      event(out, "fleet", outline);
      Picture told = board.newest();
      event(out, "state", State.of(outline, told, null));
      while (!told.status().isOver()) {
        Picture next = board.awaitNewer(told, SILENCE_MILLIS_MAX);
        if (next.number() == told.number()) {
          // Whoever has gone is noticed when something is written.
          write(out, ":\n\n");
        } else {
          event(out, "state", State.of(outline, next, told));
          told = next;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      streams.arriveAndDeregister();
    }
  }

  private void event(OutputStream out, String name, Object data) throws IOException {
    write(out, "event: " + name + "\ndata: " + mapper.writeValueAsString(data) + "\n\n");
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /// Waits until all pages know that the fleet is over, but not for one that does not read.
  void awaitAll() {
    try {
      int phase = streams.arrive();
      streams.awaitAdvanceInterruptibly(phase, LAST_WORDS_MILLIS_MAX, TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      // They will see that nobody is there any more.
      return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
