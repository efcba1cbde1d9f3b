package io.interlock.engine.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AgendaTest {
  private static final Comparator<Pending> ORDER =
      Comparator.<Pending>comparingLong(pending -> pending.at)
          .thenComparingLong(pending -> pending.tie)
          .thenComparingLong(pending -> pending.sequence);

  /// A number below 10 takes the first out, below 30 removes some entry, above adds one at a time
  /// that often collides with others.
  @Property(tries = 500)
  void itBehavesAsAPriorityQueueWithRemoval(
      @ForAll @Size(max = 100) List<@IntRange(max = 99) Integer> operations) {
    Agenda agenda = new Agenda();
    PriorityQueue<Pending> model = new PriorityQueue<>(ORDER);
    List<Pending> all = new ArrayList<>();
    for (int operation : operations) {
      if (operation >= 30) {
        Pending added = pending(operation % 7, operation % 3, all.size());
        all.add(added);
        agenda.add(added);
        model.add(added);
      } else if (operation >= 10 && !all.isEmpty()) {
        Pending some = all.get(operation * 31 % all.size());
        assertEquals(model.remove(some), agenda.remove(some));
      } else if (operation < 10 && !model.isEmpty()) {
        assertSame(model.poll(), agenda.poll());
      }
      assertSame(model.peek(), agenda.first());
      assertEquals(model.size(), agenda.size());
    }
    while (!model.isEmpty()) {
      assertSame(model.poll(), agenda.poll());
    }
    assertEquals(true, agenda.isEmpty());
  }

  private static Pending pending(long at, long tie, long sequence) {
    Source source = Source.of(0, "source", Source.Kind.INSIDE);
    Pending pending = new Pending.Firing(source, null, () -> {}, false);
    pending.at = at;
    pending.tie = tie;
    pending.sequence = sequence;
    return pending;
  }
}
