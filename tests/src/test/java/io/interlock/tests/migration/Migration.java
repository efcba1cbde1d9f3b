package io.interlock.tests.migration;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.States;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The protocol as a scene: vCPUs that move over physical CPUs while interrupts arrive.
public final class Migration {
  private Migration() {}

  /// How large the protocol is.
  ///
  /// @param vcpus 1 to 7
  /// @param cores 1 to 7
  /// @param registers of each device, 1 to 8
  /// @param rounds residencies of each vCPU
  /// @param interrupts at each core
  public record Size(int vcpus, int cores, int registers, int rounds, int interrupts) {
    /// One residency, one interrupt, six registers: what other tools have counted.
    public static Size of(int vcpus, int cores) {
      return new Size(vcpus, cores, 6, 1, 1);
    }

    /// Two of everything, where each seeded race can happen.
    public static Size forRaces() {
      return new Size(2, 2, 6, 2, 2);
    }

    Size withRegisters(int count) {
      return new Size(vcpus, cores, count, rounds, interrupts);
    }

    int lastRegister() {
      return registers - 1;
    }

    /// Of all vCPUs together.
    int residencies() {
      return vcpus * rounds;
    }

    /// The states of all cores.
    Stream<Core.State> cores(States states) {
      return IntStream.range(0, cores).mapToObj(index -> Core.of(states, index));
    }
  }

  /// The protocol as it should be.
  public static Scene correct(Size size) {
    return with(Race.NONE, size);
  }

  /// The protocol with a seeded race.
  public static Scene with(Race race, Size size) {
    return scene(size, race, false, cores -> Scheduler.create(size, race, cores));
  }

  /// With a scheduler that does what it likes.
  static Scene freelyScheduled(Size size) {
    return scene(size, Race.NONE, false, cores -> FreeScheduler.create(size, cores));
  }

  /// With a line for each interrupt, so that those of one core may overtake each other.
  static Scene manyLines(Size size) {
    return scene(size, Race.NONE, true, cores -> Scheduler.create(size, Race.NONE, cores));
  }

  private static Scene scene(
      Size size,
      Race race,
      boolean manyLines,
      Function<List<ActorRef<Core.Command>>, Behavior<Scheduler.Command>> scheduler) {
    return Scene.of(
            "migration",
            opening -> {
              List<ActorRef<Core.Command>> cores = new ArrayList<>();
              for (int i = 0; i < size.cores(); i++) {
                cores.add(opening.spawn(Core.create(i, size, race), "core" + i));
              }
              opening.spawn(scheduler.apply(cores), "scheduler");
              for (int i = 0; i < size.cores(); i++) {
                for (int k = 0; k < size.interrupts(); k++) {
                  String line = manyLines ? "line" + i + "-" + k : "line" + i;
                  opening.tell(line, cores.get(i), new Core.Command.Interrupt());
                }
              }
            })
        .holding(() -> race.monitors(size))
        .oneSender(actor -> actor.endsWith("/device"));
  }
}
