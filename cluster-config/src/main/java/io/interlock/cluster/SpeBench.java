package io.interlock.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.Engine;
import io.interlock.engine.Simulation;
import io.interlock.engine.SimulationOptions;
import io.interlock.engine.bench.Figure;
import io.interlock.engine.bench.Median;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.BufferMemory;
import io.interlock.hardware.spe.BufferRegime;
import io.interlock.hardware.spe.InstructionMix;
import io.interlock.hardware.spe.ManagementEvent;
import io.interlock.hardware.spe.MemoryLatencies;
import io.interlock.hardware.spe.MixedExecution;
import io.interlock.hardware.spe.PageMap;
import io.interlock.hardware.spe.PageMemory;
import io.interlock.hardware.spe.ProfilingUnit;
import io.interlock.hardware.spe.SpeCount;
import io.interlock.hardware.spe.SpeRegisters;
import io.interlock.hardware.spe.SpuSettings;
import io.interlock.hardware.topology.CoreClass;
import io.interlock.hardware.topology.SpuModel;
import java.lang.management.ManagementFactory;
import java.util.List;

/// How fast SPE records are made: a core at 2.5 GHz whose guest samples at the least interval of
/// 1,024 into a buffer of 4 MiB, which is emptied whenever it is full.
///
/// Rates are of CPU time of the one thread that does it, and the three ways are measured in turns.
public final class SpeBench {
  private static final int ROUNDS = 5;
  private static final int WARM_UP = 3;
  private static final int RECORDS = 500_000;
  private static final long INTERVAL = 1024;
  private static final long SLICE_OPERATIONS = 2_500_000;
  private static final long BUFFER = 0x10_0000;
  private static final int BUFFER_BYTES = 4 << 20;
  private static final int RECORD_BYTES = 64;
  private static final double OPERATIONS_PER_TICK = 2.5;

  private SpeBench() {}

  /// The guest, its SPU and its buffer.
  private static final class Profiled {
    private final RegisterFile file = new RegisterFile();
    private final BufferMemory memory = new PageMemory();
    private final BufferRegime regime =
        BufferRegime.ofHypervisor(
            PageMap.empty(ManagementEvent.Stage.ONE).with(BUFFER, BUFFER, BUFFER_BYTES));
    private final ProfilingUnit unit =
        new ProfilingUnit(file, SpuSettings.prompt(SpuModel.USUAL), 1);
    private long executed;

    Profiled() {
      SysReg mdcr = SysReg.named("MDCR_EL2");
      file.assign(mdcr, mdcr.field("E2PB").place(0b10));
      for (SysReg control : List.of(SpeRegisters.PMSCR_EL1, SpeRegisters.PMSCR_EL2)) {
        unit.write(control, -1L);
      }
      unit.write(SpeRegisters.PMSIRR_EL1, INTERVAL | 1);
      empty();
      unit.write(SpeRegisters.PMBLIMITR_EL1, (BUFFER + BUFFER_BYTES) | SpeRegisters.LIMIT_E);
    }

    void execute(long operations) {
      MixedExecution execution =
          new MixedExecution(
              InstructionMix.ORDINARY,
              MemoryLatencies.of(CoreClass.SERVER),
              ExceptionLevel.EL0,
              1,
              executed,
              executed,
              OPERATIONS_PER_TICK);
      executed += unit.execute(execution, operations, ExceptionLevel.EL0, regime, memory);
      if (unit.interruptLine()) {
        empty();
      }
    }

    private void empty() {
      unit.write(SpeRegisters.PMBPTR_EL1, BUFFER);
      unit.write(SpeRegisters.PMBSR_EL1, 0);
    }

    long records() {
      return unit.counts().of(SpeCount.WRITTEN);
    }
  }

  /// A message for each sample: the PE runs as far as to the next.
  private record NextSample(ActorRef<NextSample> replyTo) {}

  /// Records per second, beside a message for each of them, and beside copies of as many bytes.
  public static List<Figure> records() {
    double[] rates = new double[ROUNDS];
    double[] overMessages = new double[ROUNDS];
    double[] overCopies = new double[ROUNDS];
    try (Engine engine = new Engine(1)) {
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        double bulk = bulkRate();
        double messages = messageRate(engine);
        double copies = copyRate();
        if (round >= 0) {
          rates[round] = bulk;
          overMessages[round] = bulk / messages;
          overCopies[round] = bulk / copies;
        }
      }
    }
    double rate = Median.of(rates);
    return List.of(
        new Figure(
            "SPE records, a slice at a time",
            rate,
            "1/s",
            Median.of(overMessages),
            "one a message"),
        new Figure(
            "the same, beside memory", rate, "1/s", Median.of(overCopies), "copies of 64 bytes"));
  }

  private static double bulkRate() {
    Profiled profiled = new Profiled();
    long start = cpuNanos();
    while (profiled.records() < RECORDS) {
      profiled.execute(SLICE_OPERATIONS);
    }
    return profiled.records() * 1e9 / (cpuNanos() - start);
  }

  private static double messageRate(Engine engine) {
    Profiled profiled = new Profiled();
    try (Simulation simulation = engine.simulation(SimulationOptions.of("spe", 1))) {
      ActorRef<NextSample> spu = simulation.spawn(spu(profiled), "spu");
      ActorRef<NextSample> pe = simulation.spawn(pe(spu, RECORDS / 4), "pe");
      simulation.tell(pe, new NextSample(pe));
      long start = cpuNanos();
      simulation.run();
      return profiled.records() * 1e9 / (cpuNanos() - start);
    }
  }

  private static Behavior<NextSample> pe(ActorRef<NextSample> spu, int left) {
    return Behaviors.receive(
        (context, _) -> {
          spu.tell(new NextSample(context.getSelf()));
          return left == 0 ? Behaviors.stopped() : pe(spu, left - 1);
        });
  }

  private static Behavior<NextSample> spu(Profiled profiled) {
    return Behaviors.receiveMessage(
        message -> {
          profiled.execute(INTERVAL + 1);
          message.replyTo().tell(message);
          return Behaviors.same();
        });
  }

  private static double copyRate() {
    byte[] record = new byte[RECORD_BYTES];
    byte[] buffer = new byte[BUFFER_BYTES];
    long copies = 0;
    long start = cpuNanos();
    while (copies < 20L * RECORDS) {
      for (int at = 0; at < BUFFER_BYTES; at += RECORD_BYTES) {
        record[0] = (byte) at;
        System.arraycopy(record, 0, buffer, at, RECORD_BYTES);
      }
      copies += BUFFER_BYTES / RECORD_BYTES;
    }
    double rate = copies * 1e9 / (cpuNanos() - start);
    return buffer[BUFFER_BYTES - 1] == 0 ? rate : 0;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
