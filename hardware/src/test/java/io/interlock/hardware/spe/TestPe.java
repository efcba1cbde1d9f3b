package io.interlock.hardware.spe;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.SampledOperation.Detail;
import io.interlock.hardware.topology.SpuModel;
import java.util.function.LongFunction;

/// A PE with an SPU whose guest owns the buffer and samples at EL1 and EL0: 4 KiB of buffer at
/// 0x10000, virtual, intermediate and physical addresses unlike each other.
final class TestPe {
  static final long BASE = 0x10000;
  static final long LIMIT = 0x11000;
  static final long IPA = 0x4000_0000L;
  static final long PA = 0x8_8000_0000L;
  static final long INTERVAL = 256;
  static final PageMap STAGE_1 =
      PageMap.empty(ManagementEvent.Stage.ONE).with(BASE, IPA, 4 * PageMap.PAGE_BYTES);
  static final PageMap STAGE_2 =
      PageMap.empty(ManagementEvent.Stage.TWO).with(IPA, PA, 4 * PageMap.PAGE_BYTES);
  static final BufferRegime REGIME = BufferRegime.ofGuest(STAGE_1, STAGE_2);

  /// What runs where nothing else is said.
  static final SampledOperation LOAD =
      new SampledOperation(
          0x40_0000,
          ExceptionLevel.EL0,
          OperationType.GENERAL_LOAD,
          SampleEvents.RETIRED | SampleEvents.L1D_ACCESS,
          10,
          2,
          new Detail.Access(0x7f00_0000, 0x9000_0000L, 1, 0),
          0);

  final RegisterFile file = new RegisterFile();
  final PageMemory memory = new PageMemory();
  final ProfilingUnit unit;

  TestPe(SpuSettings settings) {
    unit = new ProfilingUnit(file, settings, 1);
    set("MDCR_EL2", "E2PB", 0b10);
    set("PMSCR_EL1", "E0SPE", 1);
    set("PMSCR_EL1", "E1SPE", 1);
    unit.write(SpeRegisters.PMSIRR_EL1, INTERVAL);
    unit.write(SpeRegisters.PMBPTR_EL1, BASE);
    unit.write(SpeRegisters.PMBLIMITR_EL1, LIMIT | SpeRegisters.LIMIT_E);
  }

  TestPe(SpuModel model) {
    this(SpuSettings.prompt(model));
  }

  void set(String register, String field, long value) {
    SysReg named = SysReg.named(register);
    file.assign(named, named.field(field).with(file.read(named), value));
  }

  long read(SysReg register) {
    return unit.read(register, ExceptionLevel.EL1);
  }

  /// Executes until so many samples are selected, if profiling does not stop before.
  long samples(int samples) {
    return samples(samples, REGIME);
  }

  long samples(int samples, BufferRegime regime) {
    return execute(samples * (INTERVAL + 1), regime, _ -> LOAD);
  }

  long execute(long operations, BufferRegime regime, LongFunction<SampledOperation> program) {
    Execution execution =
        new Execution() {
          @Override
          public SampledOperation operation(long index) {
            return program.apply(index);
          }

          @Override
          public long physicalCount(long index) {
            return index;
          }
        };
    return unit.execute(execution, operations, ExceptionLevel.EL0, regime, memory);
  }

  long count(SpeCount what) {
    return unit.counts().of(what);
  }
}
