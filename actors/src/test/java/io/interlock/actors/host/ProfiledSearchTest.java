package io.interlock.actors.host;

import static io.interlock.actors.host.ProfiledHost.recording;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.host.plan.Granularity;
import io.interlock.actors.host.plan.HostProfiling;
import io.interlock.actors.host.plan.HostProfiling.Driver;
import io.interlock.actors.host.plan.HostProfiling.Review;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.PropertyMonitor;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.Scene;
import io.interlock.hardware.topology.SpuModel;
import io.interlock.hardware.topology.SpuUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Guests with SPE, their deliveries in many orders: what the series as posted breaks, and that
/// nothing breaks once it is mended.
class ProfiledSearchTest {
  private static final int STEPS_MAX = 600;

  private static HostProfiling reviewed(Review review) {
    return ProfiledHost.kvm(Driver.COUNTED, review, 0, HostProfiling.NEVER);
  }

  /// What is broken in executions with these seeds, up to the end of each; where time counts, with
  /// deliveries out of their order by no more than a stated time.
  private static Set<String> broken(ProfiledHost host, int seeds, Properties... properties) {
    return broken(host, Scene.UNBOUNDED, seeds, properties);
  }

  private static Set<String> broken(
      ProfiledHost host, long skewPicos, int seeds, Properties... properties) {
    Supplier<List<Monitor>> monitors =
        () -> {
          List<Monitor> all = new ArrayList<>();
          for (Properties property : properties) {
            property.create().forEach(one -> all.add(new PropertyMonitor(one)));
          }
          return all;
        };
    return SampledOrders.of(host.plan(), STEPS_MAX, 8).within(skewPicos).broken(seeds, monitors);
  }

  private static Properties[] all() {
    return Properties.values();
  }

  /// Two VMs on big cores whose SPU has discard mode, or on two kinds of SPUs.
  private static ProfiledHost twoKinds() {
    return ProfiledHost.of(TestHost.preset("two-spus"));
  }

  private static TestHost.Guest small() {
    return recording(40_000, "buffer-pages", "2", "period", "256", "read-every-cycles", "10k");
  }

  private static TestHost.Guest bare(String... operations) {
    return TestHost.guest(operations);
  }

  @Test
  void asItShouldBeNothingBreaks() {
    ProfiledHost host =
        ProfiledHost.of(TestHost.preset("dual"))
            .with("a", small().on("2-3"))
            .with("b", small().on("2-3"))
            .with(ProfiledHost.kvm(Driver.COUNTED, Review.CORRECTED, 3, HostProfiling.NEVER));
    assertEquals(Set.of(), broken(host, 60, all()));
    assertEquals(Set.of(), broken(host.at(Granularity.PROGRAM), 15, all()));
  }

  /// 25/35: VM b has no discard mode, and when it runs, VM a has none any more.
  @Test
  void aMaskForAllVmsLetsOneVmChangeWhatAnotherCanWrite() {
    ProfiledHost host =
        twoKinds()
            .withChoices("a", "arm_spe_0")
            .withChoices("b", "arm_spe_1")
            .with("a", bare("write PMBLIMITR_EL1 0xffff800000100004", "off").on("0-3"))
            .with("b", bare("compute 10", "off").on("4-7"));
    String kind = "vm-isolation: what a guest can write depends on other VMs";
    assertEquals(
        Set.of(kind), broken(host.with(reviewed(Review.POSTED)), 80, Properties.VM_ISOLATION));
    assertEquals(
        Set.of(), broken(host.with(reviewed(Review.CORRECTED)), 80, Properties.VM_ISOLATION));
  }

  /// 25/35: at 2^63 the limit less a record is a large positive number.
  @Test
  void signedLimitsLetABufferWithoutRoomBeEnabled() {
    ProfiledHost host =
        ProfiledHost.of(TestHost.preset("dual"))
            .with(
                "a",
                bare(
                        "write PMBPTR_EL1 0x8000000000000000",
                        "write PMBSR_EL1 0",
                        "write PMBLIMITR_EL1 0x8000000000000001",
                        "off")
                    .on("2"));
    assertEquals(
        Set.of("spe-pointer-in-buffer: a buffer without room for a record is enabled"),
        broken(host.with(reviewed(Review.POSTED)), 2, Properties.SPE_POINTER_IN_BUFFER));
    assertEquals(
        Set.of(),
        broken(host.with(reviewed(Review.CORRECTED)), 2, Properties.SPE_POINTER_IN_BUFFER));
  }

  /// 12/35: what an earlier PMU took away stays away.
  @Test
  void andLeavesAVmWithoutACpuAfterTwoPmus() {
    ProfiledHost host =
        twoKinds()
            .choosing("armv8_pmuv3_0", "armv8_pmuv3_1", "arm_spe_1")
            .with("a", bare("compute 10", "off"));
    assertEquals(
        Set.of("runnable-configuration: a vCPU can run on no CPU"),
        broken(host.with(reviewed(Review.POSTED)), 2, Properties.RUNNABLE_CONFIGURATION));
    assertEquals(
        Set.of(),
        broken(host.with(reviewed(Review.CORRECTED)), 2, Properties.RUNNABLE_CONFIGURATION));
  }

  /// Before 12/35: what the SPU took away comes back with the PMU.
  @Test
  void copyLetsAVmOntoCpusWithoutItsSpu() {
    ProfiledHost host =
        twoKinds()
            .choosing("arm_spe_0", "armv8_pmuv3_1")
            .with("a", bare("compute 10", "off").on("4-7"));
    assertEquals(
        Set.of("spe-no-access-off-mask: a guest with SPE is entered where its SPU is not"),
        broken(host.with(reviewed(Review.POSTED_WITH_COPY)), 2, Properties.SPE_NO_ACCESS_OFF_MASK));
    assertEquals(
        Set.of(),
        broken(host.with(reviewed(Review.CORRECTED)), 2, Properties.SPE_NO_ACCESS_OFF_MASK));
  }

  /// There, records come from a unit that aligns them otherwise.
  @Test
  void copyLetsAnSpuOfAnotherKindWriteRecords() {
    ProfiledHost host =
        twoKinds().choosing("arm_spe_1", "armv8_pmuv3_0").with("a", small().on("0-3"));
    assertEquals(
        Set.of("spe-record-shape: records lie otherwise than the guest's SPU says"),
        broken(host.with(reviewed(Review.POSTED_WITH_COPY)), 10, Properties.SPE_RECORD_SHAPE));
    assertEquals(
        Set.of(), broken(host.with(reviewed(Review.CORRECTED)), 10, Properties.SPE_RECORD_SHAPE));
  }

  /// 12/35: between the look and the lock a vCPU runs.
  @Test
  void choosingAnSpuRacesWithTheFirstRun() {
    ProfiledHost host =
        ProfiledHost.of(TestHost.preset("dual"))
            .early()
            .with("a", bare("compute 10", "off").on("2-3"), bare("compute 10", "off").on("2-3"));
    assertEquals(
        Set.of("config-frozen-after-first-run: the SPU of a VM is chosen after a vCPU has run"),
        broken(host.with(reviewed(Review.POSTED)), 80, Properties.CONFIG_FROZEN_AFTER_FIRST_RUN));
    assertEquals(
        Set.of(),
        broken(
            host.with(reviewed(Review.CORRECTED)), 80, Properties.CONFIG_FROZEN_AFTER_FIRST_RUN));
  }

  /// 25/35: a vCPU whose thread has CAP_PERFMON runs after one whose thread has not.
  @Test
  void oneCapableThreadChangesTheClockOfAllVcpus() {
    ProfiledHost host =
        ProfiledHost.of(TestHost.preset("dual"))
            .capable(1)
            .with("a", bare("compute 10", "off").on("2-3"), bare("compute 10", "off").on("2-3"));
    assertEquals(
        Set.of(
            "config-frozen-after-first-run: the clock of a VM's records changes after a vCPU has"
                + " run"),
        broken(host.with(reviewed(Review.POSTED)), 20, Properties.CONFIG_FROZEN_AFTER_FIRST_RUN));
    assertEquals(
        Set.of(),
        broken(
            host.with(reviewed(Review.CORRECTED)), 20, Properties.CONFIG_FROZEN_AFTER_FIRST_RUN));
  }

  private static TestHost.Guest lonely() {
    return recording(4_000_000, "buffer-pages", "2", "period", "256", "read-every-cycles", "1M")
        .on("2");
  }

  /// 03/35: nobody enables the interrupt at the GIC, so nothing makes the guest exit.
  @Test
  void withoutADriverAFullBufferIsABlackout() {
    ProfiledHost host = ProfiledHost.of(TestHost.preset("dual")).with("a", lonely());
    Set<String> found =
        broken(
            host.with(ProfiledHost.kvm(Driver.KVM_ALONE, Review.CORRECTED, 0, HostProfiling.NEVER)),
            TestRun.MICRO,
            3,
            Properties.SPE_BLACKOUT_BOUNDED);
    assertTrue(
        found.contains("spe-blackout-bounded: KVM learns too late of an event"), found::toString);
    assertEquals(
        Set.of(),
        broken(
            host.with(reviewed(Review.CORRECTED)),
            TestRun.MICRO,
            3,
            Properties.SPE_BLACKOUT_BOUNDED));
  }

  /// 03/35: the module is unloaded under a vCPU.
  @Test
  void unloadingTheDriverUnderAVcpuIsABlackoutUnlessTheModuleIsCounted() {
    ProfiledHost host = ProfiledHost.of(TestHost.preset("dual")).with("a", lonely());
    long at = 500 * TestRun.MICRO;
    Set<String> found =
        broken(
            host.with(ProfiledHost.kvm(Driver.UNCOUNTED, Review.CORRECTED, 0, at)),
            TestRun.MICRO,
            10,
            Properties.SPE_BLACKOUT_BOUNDED);
    assertTrue(
        found.contains("spe-blackout-bounded: KVM learns too late of an event"), found::toString);
    assertEquals(
        Set.of(),
        broken(
            host.with(ProfiledHost.kvm(Driver.COUNTED, Review.CORRECTED, 0, at)),
            TestRun.MICRO,
            10,
            Properties.SPE_BLACKOUT_BOUNDED));
  }

  /// The drain fills the buffer after PMBSR_EL1 has been read.
  @Test
  void readingTheStatusBeforeTheDrainLosesAnEvent() {
    String[] filling = {
      "write PMSIRR_EL1 0x100",
      "write PMSICR_EL1 0",
      "write PMBPTR_EL1 0xffff800000100f40",
      "write PMBSR_EL1 0",
      "write PMBLIMITR_EL1 0xffff800000101001",
      "write PMSCR_EL1 3",
      "compute 1200",
      "hvc",
      "compute 1000",
      "off"
    };
    ProfiledHost host =
        ProfiledHost.of(TestHost.preset("dual"))
            .with("a", bare(filling).on("2"))
            .with(ProfiledHost.kvm(Driver.COUNTED, Review.CORRECTED, 8, HostProfiling.NEVER));
    assertEquals(
        Set.of("spe-irq-level: a guest runs on without knowing of an event of its buffer"),
        broken(host.switching("spe-status-first"), 2, Properties.SPE_IRQ_LEVEL));
    assertEquals(Set.of(), broken(host, 2, Properties.SPE_IRQ_LEVEL));
  }

  @Test
  void theTwoKindsOfSpusAreUnlike() {
    assertEquals(
        List.of(SpuModel.UNUSUAL, SpuModel.USUAL),
        TestHost.preset("two-spus").topology().spus().stream().map(SpuUnit::model).toList());
  }
}
