package io.interlock.hardware.pmu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// A stretch of cycles at once gives what one cycle after the other gives, in whatever state the
/// PMU was, and the line rises in the cycle that was foretold.
class PmuReferenceTest {
  private static final int CYCLES = 3000;
  private static final long CHAIN_TYPE = PmuEvent.CHAIN;
  private static final EventMix MIX =
      EventMix.of(
          Map.of(
              PmuEvent.INST_RETIRED, 1730,
              PmuEvent.MEM_ACCESS, 410,
              PmuEvent.STALL_SLOT, 3333));
  private static final int[] EVENTS = {
    PmuEvent.INST_RETIRED, PmuEvent.MEM_ACCESS, PmuEvent.STALL_SLOT, PmuEvent.CPU_CYCLES
  };
  private static final PmuModel MODEL =
      PmuModel.plain(6, PmuVersion.V3P9)
          .with(PmuFeature.FINE_GRAINED_TRAPS_2)
          .with(PmuFeature.INSTRUCTION_COUNTER);

  @Property(tries = 300)
  void manyCyclesAtOnceAreThatManyCycles(@ForAll long seed, @ForAll ExceptionLevel at) {
    SplittableRandom random = new SplittableRandom(seed);
    RegisterFile file = nearOverflow(random);
    int from = random.nextInt(EventMix.PERIOD_CYCLES);
    Pmu atOnce = new Pmu(file, MODEL);
    Pmu oneByOne = atOnce.over(file.copy());
    long foretold = oneByOne.cyclesUntilInterrupt(MIX, from, at);
    boolean highBefore = oneByOne.interruptLine();
    RegisterFile stepped = file.copy();
    oneByOne = atOnce.over(stepped);
    long rose = Pmu.NEVER;
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      long _ = oneByOne.run(MIX, from + cycle, 1, at);
      rose = rose == Pmu.NEVER && oneByOne.interruptLine() ? cycle + 1 : rose;
    }
    long _ = atOnce.run(MIX, from, CYCLES, at);
    assertEquals(stepped, file);
    if (!highBefore && (foretold <= CYCLES || rose != Pmu.NEVER)) {
      assertEquals(rose, foretold);
    }
  }

  private static RegisterFile nearOverflow(SplittableRandom random) {
    RegisterFile file = new RegisterFile();
    PmuReset.warm(file, MODEL, random::nextLong);
    for (int n = 0; n < MODEL.eventCounters(); n++) {
      boolean chain = n % 2 == 1 && random.nextBoolean();
      long filters = file.read(PmuRegisters.type(n)) & ~0xFFFFL;
      long event = chain ? CHAIN_TYPE : EVENTS[random.nextInt(EVENTS.length)];
      file.assign(PmuRegisters.type(n), filters | event);
      long distance = chain ? random.nextInt(1, 4) : random.nextInt(1, 2 * CYCLES);
      boolean wide = random.nextBoolean();
      file.assign(PmuRegisters.counter(n), wide ? -distance : 0xFFFF_FFFFL & -distance);
    }
    file.assign(SysReg.named("PMCCNTR_EL0"), -random.nextInt(1, 2 * CYCLES));
    file.assign(SysReg.named("PMICNTR_EL0"), -random.nextInt(1, 2 * CYCLES));
    file.setBits(PmuRegisters.CONTROL, PmuRegisters.E);
    if (random.nextBoolean()) {
      file.assign(PmuRegisters.OVERFLOWS, 0);
    }
    SysReg split = SysReg.named("MDCR_EL2");
    file.assign(split, random.nextLong());
    file.assign(split, split.field("HPMN").with(file.read(split), random.nextInt(7)));
    return file;
  }
}
