package io.interlock.reports.perf;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.BufferRegime;
import io.interlock.hardware.spe.Execution;
import io.interlock.hardware.spe.ManagementEvent;
import io.interlock.hardware.spe.OperationType;
import io.interlock.hardware.spe.PageMap;
import io.interlock.hardware.spe.PageMemory;
import io.interlock.hardware.spe.ProfilingUnit;
import io.interlock.hardware.spe.SampleEvents;
import io.interlock.hardware.spe.SampledOperation;
import io.interlock.hardware.spe.SampledOperation.Detail;
import io.interlock.hardware.spe.SpeRegisters;
import io.interlock.hardware.spe.SpuSettings;
import io.interlock.hardware.topology.SpuModel;
import java.util.ArrayList;
import java.util.List;

/// A profile that the SPU of the machine itself took of a known program, and what is in it.
final class Profile {
  static final int PID = 4242;
  static final long TEXT = 0x40_0000;
  static final long COUNTER_START = 1_000_000;

  private static final long INTERVAL = 1024;
  private static final long BUFFER = 0x10_0000;
  private static final int BUFFER_BYTES = 0x10000;

  final List<SampledOperation> samples = new ArrayList<>();
  final List<Long> times = new ArrayList<>();
  final byte[] bytes;

  Profile(SpuModel model, int records) {
    RegisterFile file = new RegisterFile();
    PageMemory memory = new PageMemory();
    ProfilingUnit unit = enabled(new ProfilingUnit(file, SpuSettings.prompt(model), 1), file);
    PageMap first = PageMap.empty(ManagementEvent.Stage.ONE).with(BUFFER, BUFFER, BUFFER_BYTES);
    unit.execute(
        program(),
        records * (INTERVAL + 1),
        ExceptionLevel.EL0,
        BufferRegime.ofHypervisor(first),
        memory);
    int length = (int) (unit.read(SpeRegisters.PMBPTR_EL1, ExceptionLevel.EL2) - BUFFER);
    bytes = memory.read(BUFFER, length);
  }

  private static ProfilingUnit enabled(ProfilingUnit unit, RegisterFile file) {
    file.assign(SysReg.named("MDCR_EL2"), SysReg.named("MDCR_EL2").field("E2PB").place(0b11));
    file.assign(SysReg.named("CONTEXTIDR_EL1"), PID);
    long wanted = 0;
    for (String field : List.of("E0SPE", "CX", "PA", "TS")) {
      wanted |= SpeRegisters.PMSCR_EL1.field(field).mask();
    }
    unit.write(SpeRegisters.PMSCR_EL1, wanted);
    unit.write(SpeRegisters.PMSCR_EL2, SpeRegisters.PMSCR_EL2.field("PA").mask());
    unit.write(SpeRegisters.PMSIRR_EL1, INTERVAL);
    unit.write(SpeRegisters.PMBPTR_EL1, BUFFER);
    unit.write(SpeRegisters.PMBLIMITR_EL1, BUFFER + BUFFER_BYTES | SpeRegisters.LIMIT_E);
    return unit;
  }

  private Execution program() {
    return new Execution() {
      @Override
      public SampledOperation operation(long index) {
        SampledOperation operation = Profile.operation(samples.size());
        samples.add(operation);
        return operation;
      }

      @Override
      public long physicalCount(long index) {
        times.add(COUNTER_START + index);
        return COUNTER_START + index;
      }
    };
  }

  /// Loads from three places, a store and a branch in turn.
  private static SampledOperation operation(int n) {
    long pc = TEXT + 4L * n;
    long retired = SampleEvents.RETIRED;
    long cached = retired | SampleEvents.L1D_ACCESS | SampleEvents.TLB_ACCESS;
    return switch (n % 5) {
      case 0 -> memory(pc, OperationType.GENERAL_LOAD, cached, 4 + n, 0x0);
      case 1 ->
          memory(pc, OperationType.GENERAL_LOAD, cached | SampleEvents.L1D_REFILL, 14 + n, 0x8);
      case 2 ->
          memory(
              pc,
              OperationType.GENERAL_LOAD,
              cached | SampleEvents.L1D_REFILL | SampleEvents.LLC_ACCESS | SampleEvents.LLC_MISS,
              300 + n,
              0xE);
      case 3 -> memory(pc, OperationType.GENERAL_STORE, cached, 5 + n, SampledOperation.NO_SOURCE);
      default ->
          new SampledOperation(
              pc,
              ExceptionLevel.EL0,
              OperationType.BRANCH_CONDITIONAL,
              retired | SampleEvents.MISPREDICTED,
              3 + n,
              1,
              new Detail.Taken(TEXT + 0x800, 0),
              0);
    };
  }

  private static SampledOperation memory(
      long pc, OperationType type, long events, int latency, int source) {
    long address = 0x7f00_0000_0000L + 64L * (pc - TEXT);
    return new SampledOperation(
        pc,
        ExceptionLevel.EL0,
        type,
        events,
        latency,
        2,
        new Detail.Access(address, address & 0xFFFF_FFFFL, 1, source),
        0);
  }
}
