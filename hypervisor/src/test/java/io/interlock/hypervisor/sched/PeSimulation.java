package io.interlock.hypervisor.sched;

import java.util.HashMap;
import java.util.Map;

/// One PE that does nothing but run its queue, in whatever time the test gives it.
final class PeSimulation {
  final RunQueue queue;
  final StringBuilder history = new StringBuilder();
  private final Map<Integer, Long> ranPicos = new HashMap<>();

  PeSimulation(Tuning tuning) {
    this(new RunQueue(tuning));
  }

  PeSimulation(RunQueue queue) {
    this.queue = queue;
  }

  void run(long picos) {
    long left = picos;
    while (left > 0) {
      if (queue.current() == RunQueue.NONE || queue.needsReschedule()) {
        queue.pickNext();
        history.append(queue.current()).append(' ');
      }
      if (queue.current() == RunQueue.NONE) {
        return;
      }
      long step = Math.min(left, queue.picosUntilReschedule());
      ranPicos.merge(queue.current(), step, Long::sum);
      queue.updateCurrent(step);
      left -= step;
    }
  }

  long ran(int thread) {
    return ranPicos.getOrDefault(thread, 0L);
  }
}
