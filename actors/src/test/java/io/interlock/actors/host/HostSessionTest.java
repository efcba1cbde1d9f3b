package io.interlock.actors.host;

import static io.interlock.actors.host.ProfiledHost.recording;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.SpeTotals;
import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.plan.Granularity;
import io.interlock.actors.host.plan.HostProfiling;
import io.interlock.actors.host.plan.HostSession;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.PropertyWatch;
import io.interlock.actors.result.Violation;
import io.interlock.engine.Engine;
import io.interlock.engine.Simulation;
import io.interlock.hypervisor.program.KvmPrograms;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The host samples itself with the SPUs that its guests use.
class HostSessionTest {
  private static final long MILLI = TestRun.MILLI;

  private static ProfiledHost recorded(HostSession session) {
    return ProfiledHost.of(TestHost.preset("dual"))
        .with("a", recording(10_000_000, "buffer-pages", "4", "read-every-cycles", "20k").on("2"))
        .with(HostProfiling.USUAL.with(session));
  }

  private static HostSession session(long from, long until) {
    return new HostSession(from, until, 1024, 2 * 4096);
  }

  private static HostSession whole() {
    return session(0, HostSession.NEVER);
  }

  private static SpeTotals ofHost(TestRun run) {
    return run.facts(OfProfiling.HostCounted.class).stream()
        .map(OfProfiling.HostCounted::totals)
        .reduce(SpeTotals.NONE, SpeTotals::plus);
  }

  private static Set<String> broken(ProfiledHost host) {
    PropertyWatch watch = new PropertyWatch(Properties.createAll());
    try (Engine engine = new Engine(1);
        Simulation simulation = HostWorlds.timed(engine, host.plan(), 1, List.of(watch))) {
      simulation.run(40 * MILLI);
      watch.ended(simulation.now());
    }
    return watch.violations().stream().map(Violation::property).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void hostAndGuestBothGetWhatIsTheirs(Granularity granularity) {
    ProfiledHost alone = recorded(whole()).with(HostProfiling.USUAL).at(granularity);
    ProfiledHost shared = recorded(whole()).at(granularity);
    try (TestRun with = shared.run(1).until(20 * MILLI);
        TestRun without = alone.run(1).until(20 * MILLI)) {
      SpeTotals host = ofHost(with);
      assertTrue(host.written() > 20, host::toString);
      assertEquals(0, host.onTheirWay());
      assertEquals(0, host.lost());
      assertEquals(ProfiledHost.totals(without, 0), ProfiledHost.totals(with, 0));
      assertEquals(SpeTotals.NONE, ofHost(without));
    }
    assertEquals(Set.of(), broken(shared));
  }

  @Test
  void aFullBufferOfTheHostIsNoneOfTheGuestsBusiness() {
    HostSession dense = new HostSession(0, HostSession.NEVER, 256, 2 * 4096);
    try (TestRun run = recorded(dense).run(1).until(20 * MILLI)) {
      SpeTotals host = ofHost(run);
      assertTrue(host.bytes() > 2 * 4096, "its buffer was filled: " + host);
      assertEquals(
          run.facts(OfProfiling.EventRaised.class).size(),
          run.facts(OfProfiling.EventTold.class).size());
    }
  }

  @Test
  void aSessionBeginsAndEnds() {
    try (TestRun late = recorded(session(3 * MILLI, 4 * MILLI)).run(1).until(20 * MILLI);
        TestRun whole = recorded(whole()).run(1).until(20 * MILLI)) {
      assertNotEquals(SpeTotals.NONE, ofHost(late));
      assertTrue(ofHost(late).population() < ofHost(whole).population() / 2);
    }
    assertEquals(Set.of(), broken(recorded(session(3 * MILLI, 4 * MILLI))));
  }

  private static Set<String> brokenWithout(String line) {
    String program = KvmPrograms.extensionText("spe");
    assertTrue(program.contains(line), line);
    return broken(recorded(whole()).switchingAs(program.replace(line, "")));
  }

  @Test
  void aPointerThatDoesNotComeBackIsTheGuests() {
    assertTrue(
        brokenWithout("S9: PMBPTR_EL1 := host.PMBPTR_EL1").contains("spe-pointer-in-buffer"));
  }
}
