package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.ExitReason;
import io.interlock.actors.fact.Fact;
import io.interlock.engine.trace.Delivered;
import io.interlock.hardware.gic.GicStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/// SPIs: from the line of a device by way of the distributor to the host's handler on one PE.
class SharedInterruptTest {
  private static final int SPI = 40;
  private static final int IGROUPR1 = 0x0084;
  private static final int ISENABLER1 = 0x0104;
  private static final int ICFGR2 = 0x0C08;
  private static final int IROUTER_40 = 0x6000 + 8 * SPI;

  private static boolean isFromThePe(Delivered delivery) {
    return delivery.message() instanceof Distributor.Command.FromCpu;
  }

  /// Edge triggered, group 1, enabled, routed to PE 3 of the preset `dual`.
  private static ActorRef<Distributor.Command> routed(TestRun run) {
    ActorRef<Distributor.Command> distributor = run.until(0).pe(0).distributor();
    long affinity = run.pe(0).affinities().get(3);
    write(run, distributor, IGROUPR1, 1 << (SPI - 32));
    write(run, distributor, IROUTER_40, (int) affinity);
    write(run, distributor, ICFGR2, 2 << (2 * (SPI - 32)));
    write(run, distributor, ISENABLER1, 1 << (SPI - 32));
    return distributor;
  }

  private static void write(
      TestRun run, ActorRef<Distributor.Command> distributor, int offset, int value) {
    run.simulation().tell(distributor, new Distributor.Command.Write(offset, value));
  }

  @Test
  void spiIsTakenOnceByThePeThatItIsRoutedTo() {
    TestHost host = TestHost.preset("dual");
    try (TestRun run = TestRun.watching(host, 1, SharedInterruptTest::isFromThePe)) {
      var distributor = routed(run);
      run.simulation().tell(distributor, new Distributor.Command.Line(SPI, true));
      run.until(100_000);
      run.simulation().tell(distributor, new Distributor.Command.Line(SPI, false));
      run.finish();
      assertEquals(List.of(new Fact.HostInterrupt(3, SPI)), run.facts(Fact.HostInterrupt.class));
      assertEquals(
          List.of(
              new Distributor.Command.FromCpu(3, new GicStream.Activate(SPI)),
              new Distributor.Command.FromCpu(3, new GicStream.Deactivate(SPI))),
          run.deliveries().stream().map(Delivered::message).toList());
      // 60 + 20 ns of wire, and 150 ns from the acknowledgement to the handler.
      assertEquals(230.0, (double) run.statistics().peLatenciesOf(3).getMaxValue(), 2);
    }
  }

  @Test
  void spiPullsAGuestOutAndTheGuestGoesOn() {
    TestHost host = TestHost.preset("dual").with("a", guest("compute 10M", "off").on("3"));
    try (TestRun run = TestRun.of(host, 1)) {
      var distributor = routed(run);
      run.until(TestRun.MILLI);
      assertTrue(run.pe(3).runsGuest());
      run.simulation().tell(distributor, new Distributor.Command.Line(SPI, true));
      run.until(TestRun.MILLI + 100_000);
      run.simulation().tell(distributor, new Distributor.Command.Line(SPI, false));
      run.finish();
      assertEquals(List.of(new Fact.HostInterrupt(3, SPI)), run.facts(Fact.HostInterrupt.class));
      assertEquals(
          List.of(ExitReason.IRQ, ExitReason.POWER_OFF),
          run.facts(Fact.GuestExited.class).stream().map(Fact.GuestExited::reason).toList());
    }
  }
}
