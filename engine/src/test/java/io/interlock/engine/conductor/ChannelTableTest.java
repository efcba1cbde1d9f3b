package io.interlock.engine.conductor;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.Engines;
import io.interlock.engine.Simulation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;

class ChannelTableTest {
  @Property(tries = 100)
  void itBehavesAsAMapFromSenderToChannel(
      @ForAll @Size(max = 60) @UniqueElements List<@IntRange(max = 500) Integer> senders) {
    try (Simulation simulation = Engines.simulation("table", 1)) {
      ActorRef<String> actor = simulation.spawn(Behaviors.ignore(), "actor");
      Inbox inbox = Objects.requireNonNull(ConductedDispatcher.inboxOf(Adapter.toClassic(actor)));
      ChannelTable table = new ChannelTable();
      Map<Integer, Channel> model = new HashMap<>();
      for (int sender : senders) {
        assertNull(table.get(sender));
        Channel channel = new Channel(Source.of(sender, "s" + sender, Source.Kind.ACTOR), inbox, 0);
        table.put(channel);
        model.put(sender, channel);
        model.forEach((id, expected) -> assertSame(expected, table.get(id)));
      }
      assertNull(table.get(501));
    }
  }
}
