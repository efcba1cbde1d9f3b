package io.interlock.engine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import io.interlock.engine.Engines;
import io.interlock.engine.Log;
import io.interlock.engine.Simulation;
import io.interlock.engine.SimulationOptions;
import io.interlock.engine.conductor.Wiring;
import io.interlock.engine.examples.BoundedBuffer.Buffer;
import io.interlock.engine.examples.BoundedBuffer.Item;
import io.interlock.engine.examples.BoundedBuffer.Stored;
import io.interlock.engine.trace.Delivered;
import io.interlock.engine.trace.Observer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedBufferTest {
  private static final int CAPACITY = 2;
  private static final int ITEMS = 20;

  @Test
  void everyItemArrivesOnceAndInTheOrderOfItsProducer() {
    for (long seed = 0; seed < 20; seed++) {
      List<Item> consumed = run(seed, Wiring.instant(), List.of());
      assertEquals(3 * ITEMS, consumed.size());
      for (int producer = 0; producer < 3; producer++) {
        int id = producer;
        assertEquals(
            IntStream.rangeClosed(1, ITEMS).mapToObj(n -> new Item(id, n)).toList(),
            consumed.stream().filter(item -> item.producer() == id).toList(),
            "seed " + seed);
      }
    }
  }

  @Test
  void theBufferIsFullAtTimesAndNeverFuller() {
    List<Integer> sizes = new ArrayList<>();
    Observer watch =
        new Observer() {
          @Override
          public void delivered(Delivered delivery) {
            if (delivery.message() instanceof Stored(int size)) {
              sizes.add(size);
            }
          }
        };
    run(1, (_, _) -> Engines.millis(3), List.of(watch));
    assertEquals(3 * ITEMS, sizes.size());
    assertTrue(sizes.stream().allMatch(size -> size <= CAPACITY));
    assertTrue(sizes.contains(CAPACITY));
  }

  private static List<Item> run(long seed, Wiring wiring, List<Observer> observers) {
    SimulationOptions options = new SimulationOptions("buffer", seed, wiring, observers);
    try (Simulation simulation = Engines.shared().simulation(options)) {
      Log<Item> consumed = new Log<>();
      ActorRef<Buffer> buffer = simulation.spawn(BoundedBuffer.buffer(CAPACITY), "buffer");
      ActorRef<Item> sink = simulation.spawn(consumed.behavior(), "sink");
      for (int i = 0; i < 3; i++) {
        simulation.spawn(BoundedBuffer.producer(i, ITEMS, buffer), "producer" + i);
      }
      // One consumer: with several, the order in which they show their items proves nothing.
      simulation.spawn(BoundedBuffer.consumer(buffer, sink), "consumer");
      simulation.run();
      return consumed.all();
    }
  }
}
