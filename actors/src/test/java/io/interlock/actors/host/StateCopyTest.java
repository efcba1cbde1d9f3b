package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import io.interlock.actors.host.plan.Granularity;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.engine.Copyable;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHash;
import io.interlock.hardware.topology.CpuSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A search goes back to a state that it has copied, so a copy must be whole, and its own.
class StateCopyTest {
  private static final StableHash HASHES =
      StableHash.ofStates(
          value -> value instanceof ActorRef<?> ref ? Mix.text(ref.path().name()) : 0);

  private static TestHost host() {
    String[] storm = {"timer 900us", "forever {", "compute 400k", "sgi 1 to all", "wfi", "}"};
    return TestHost.preset("dual")
        .with("a", guest(storm), guest(storm), guest(storm))
        .with("b", guest("forever {", "compute 1M", "mmio user", "}").on("2"))
        .with("c", TestHost.ticking(1000, 60).on("2"), TestHost.ticking(1000, 0))
        .with("d", "2-3", true, guest("forever {", "compute 100M", "}").on("0-3"));
  }

  /// Guests with emulated PMUs, on a host that counts too.
  private static HostPlan counting(Granularity granularity) {
    String[] work = {
      "repeat 500 {",
      "write PMEVCNTR0_EL0 0xfffff000",
      "compute 300k",
      "timer 200us once",
      "wfi",
      "read PMCCNTR_EL0",
      "}",
      "off"
    };
    return EmulatedHost.preset("dual")
        .at(granularity)
        .counts("inst_retired:u", "cpu_cycles:HD", "cpu_cycles", "r3", "r8", "r13", "r12", "r1b")
        .with("a", EmulatedHost.counting(work).on("0"), EmulatedHost.counting(work).on("0"))
        .with("b", EmulatedHost.counting(work).on("2"), EmulatedHost.counting(work))
        .plan();
  }

  private static Map<String, Object> states(TestRun run) {
    Map<String, Object> states = new HashMap<>();
    for (String actor : run.receivers()) {
      Object state = run.simulation().stateOf(run.actor(actor));
      assertTrue(state != null, () -> actor + " has no state that can be saved");
      states.put(actor, state);
    }
    return states;
  }

  /// Shows the lines that differ, of texts that are long.
  private static void requireEqual(@Nullable String expected, String actual, String actor) {
    if (expected == null) {
      throw new AssertionError(actor + " was not there before");
    }
    if (!expected.equals(actual)) {
      List<String> missing = new ArrayList<>(expected.lines().toList());
      List<String> added = new ArrayList<>(actual.lines().toList());
      actual.lines().forEach(missing::remove);
      expected.lines().forEach(added::remove);
      throw new AssertionError("%s: %s became %s".formatted(actor, missing, added));
    }
  }

  @Test
  void everyActorOfAHostHasAStateThatIsImmutableOrCanBeCopied() {
    try (TestRun run = TestRun.of(host(), 1).until(5_300 * TestRun.MICRO)) {
      Set<String> kinds = new HashSet<>();
      states(run)
          .forEach(
              (actor, state) -> {
                boolean immutable = state instanceof Record || state instanceof CpuSet;
                assertTrue(
                    immutable || state instanceof Copyable<?>,
                    () -> state.getClass() + " of " + actor + " cannot be copied");
                kinds.add(actor.replaceAll("^.*/|[0-9]+$|-.*", ""));
              });
      assertEquals(Set.of("host", "gicd", "gicr", "pe", "spu", "perf", "vmm", "vm", "vcpu"), kinds);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 300, 2_501, 5_300, 9_999, 17_777, 30_000})
  void copiesAreEqualAndDoNotChangeWhenTheRunGoesOn(long micros) {
    List<HostPlan> plans =
        List.of(
            host().plan(),
            host().inSteps().plan(),
            counting(Granularity.BLOCK),
            counting(Granularity.STEP));
    for (HostPlan host : plans) {
      try (TestRun run = TestRun.of(host, micros).until(micros * TestRun.MICRO)) {
        Map<String, Object> copies = new HashMap<>();
        Map<String, String> then = new HashMap<>();
        states(run)
            .forEach(
                (actor, state) -> {
                  Object copy = state instanceof Copyable<?> mutable ? mutable.copy() : state;
                  if (state instanceof Copyable<?>) {
                    assertNotSame(state, copy);
                  }
                  requireEqual(Snapshot.of(state), Snapshot.of(copy), actor);
                  assertEquals(HASHES.of(state), HASHES.of(copy), actor);
                  copies.put(actor, copy);
                  then.put(actor, Snapshot.of(copy));
                });
        run.until((micros + 12_000) * TestRun.MICRO);
        copies.forEach((actor, copy) -> requireEqual(then.get(actor), Snapshot.of(copy), actor));
        int changed = 0;
        for (Map.Entry<String, Object> now : states(run).entrySet()) {
          String actor = now.getKey();
          boolean same = Snapshot.of(now.getValue()).equals(then.get(actor));
          long hash = HASHES.of(now.getValue());
          assertEquals(same, hash == HASHES.of(copies.get(actor)), "hash of " + actor);
          changed += same ? 0 : 1;
        }
        assertTrue(changed >= 8, "only " + changed + " actors did anything meanwhile");
      }
    }
  }
}
