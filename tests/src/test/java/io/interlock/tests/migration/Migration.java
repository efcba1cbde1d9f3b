package io.interlock.tests.migration;

import akka.actor.typed.ActorRef;
import io.interlock.engine.explore.Scene;
import java.util.ArrayList;
import java.util.List;

/// The protocol as a scene: vCPUs that move over physical CPUs while interrupts arrive.
final class Migration {
  private Migration() {}

  /// @param vcpus 1 to 7
  /// @param cores 1 to 7
  /// @param registers of each device, 1 to 8
  /// @param rounds residencies of each vCPU
  /// @param interrupts at each core
  record Size(int vcpus, int cores, int registers, int rounds, int interrupts) {
    static Size of(int vcpus, int cores) {
      return new Size(vcpus, cores, 6, 1, 1);
    }

    Size withRegisters(int count) {
      return new Size(vcpus, cores, count, rounds, interrupts);
    }
  }

  static Scene correct(Size size) {
    return scene(size, false);
  }

  /// The variant whose load can be preempted.
  static Scene preemptibleLoad(Size size) {
    return scene(size, true);
  }

  private static Scene scene(Size size, boolean preemptibleLoad) {
    return Scene.of(
            "migration",
            opening -> {
              List<ActorRef<Core.Command>> cores = new ArrayList<>();
              for (int i = 0; i < size.cores(); i++) {
                cores.add(
                    opening.spawn(Core.create(i, size.registers(), preemptibleLoad), "core" + i));
              }
              opening.spawn(Scheduler.create(size, cores), "scheduler");
              for (int i = 0; i < size.cores(); i++) {
                for (int k = 0; k < size.interrupts(); k++) {
                  opening.tell("line" + i, cores.get(i), new Core.Command.Interrupt());
                }
              }
            })
        .oneSender(actor -> actor.endsWith("/device"));
  }
}
