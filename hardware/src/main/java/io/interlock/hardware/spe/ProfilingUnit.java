package io.interlock.hardware.spe;

import static io.interlock.hardware.spe.SpeRegisters.PMBIDR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMBLIMITR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMBPTR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMBSR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMSICR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMSIDR_EL1;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.SpuFeature;
import java.util.function.LongConsumer;

/// Statistical profiling on one PE: sampling, filtering, formatting, and the way of records into
/// the Profiling Buffer.
///
/// Register values are kept in the PE's register file. What the unit itself does to PMBPTR_EL1 and
/// PMBSR_EL1 appears there with a context synchronisation event only; until then it knows them
/// better than software does. One owner changes the unit and never sends it; [#over] makes a copy.
public final class ProfilingUnit {
  /// Whether the register in a slot belongs to the unit.
  private static final boolean[] OWN = own();

  private final transient RegisterFile file;
  private final transient SpuSettings settings;
  private final transient WritableBits writableBits;
  private final transient RecordFormatter formatter;
  private final RecordQueue queue;
  // What was counted does not decide what happens.
  private final transient SpeCounts counts;
  private long pointer;
  private BufferStatus status;
  private long chance;

  /// For how many operations more the sample in flight keeps others from being taken.
  private long inFlightOperations;

  /// A unit over the registers of its PE.
  ///
  /// @param seed of all its chance
  public ProfilingUnit(RegisterFile file, SpuSettings settings, long seed) {
    this(file, settings, new RecordQueue(), new SpeCounts());
    this.chance = seed;
    this.pointer = file.read(PMBPTR_EL1);
    this.status = new BufferStatus(file.read(PMBSR_EL1));
  }

  private ProfilingUnit(
      RegisterFile file, SpuSettings settings, RecordQueue queue, SpeCounts counts) {
    this.file = file;
    this.settings = settings;
    this.writableBits = new WritableBits(settings.model(), settings.granuleShift());
    this.formatter = new RecordFormatter(settings.model());
    this.queue = queue;
    this.counts = counts;
    this.status = new BufferStatus(0);
  }

  /// The same unit over another register file, which is a copy of the first.
  public ProfilingUnit over(RegisterFile copiedFile) {
    ProfilingUnit copy = new ProfilingUnit(copiedFile, settings, queue.copy(), counts.copy());
    copy.pointer = pointer;
    copy.status = status;
    copy.chance = chance;
    copy.inFlightOperations = inFlightOperations;
    return copy;
  }

  /// Whether an access of this register is the unit's business.
  public static boolean contains(SysReg register) {
    return OWN[register.slot()];
  }

  private static boolean[] own() {
    boolean[] own = new boolean[SysReg.slotCount()];
    own[PMSIDR_EL1.slot()] = true;
    own[PMBIDR_EL1.slot()] = true;
    WritableBits.REGISTERS.forEach(register -> own[register.slot()] = true);
    return own;
  }

  /// Warm reset: every field becomes UNKNOWN, which is drawn from the seed, but PMBLIMITR_EL1.E,
  /// which is clear. Records that have no address yet are lost.
  public void reset() {
    for (SysReg register : WritableBits.REGISTERS) {
      file.assign(register, Chance.bits(chance) & writableBits.of(register));
      chance = Chance.next(chance);
    }
    file.clearBits(PMBLIMITR_EL1, SpeRegisters.LIMIT_E);
    pointer = file.read(PMBPTR_EL1);
    status = new BufferStatus(file.read(PMBSR_EL1));
    inFlightOperations = 0;
    counts.add(SpeCount.LOST, queue.dropFormatted());
  }

  /// What `MRS` returns there, if nothing traps it.
  public long read(SysReg register, ExceptionLevel from) {
    if (register == PMSIDR_EL1) {
      return Identification.sampling(settings.model());
    }
    return register == PMBIDR_EL1 ? bufferIdentification(from) : file.read(register);
  }

  /// PMBIDR_EL1 changes with who asks and who owns the buffer.
  private long bufferIdentification(ExceptionLevel from) {
    long value = Identification.buffer(settings.model());
    boolean hypervisorOwns = ProfilingControl.owner(file) == ExceptionLevel.EL2;
    if (from == ExceptionLevel.EL1 && hypervisorOwns) {
      return value | Identification.BUFFER_NOT_PROGRAMMABLE;
    }
    boolean granted = (file.read(SpeRegisters.PMSCR_EL2) & SpeRegisters.EN_VM) != 0;
    boolean physical = settings.model().has(SpuFeature.NVM) && granted;
    return physical ? value | Identification.BOTH_ADDRESS_MODES : value;
  }

  /// What `MSR` does, if nothing traps it. Bits that are RES0 are dropped, and so are records that
  /// were not translated before the buffer was disabled.
  public void write(SysReg register, long value) {
    SysReg first = firstName(register);
    file.assign(first, value & writableBits.of(first));
    if (first == PMBPTR_EL1) {
      pointer = file.read(PMBPTR_EL1);
    } else if (first == PMBSR_EL1) {
      status = new BufferStatus(file.read(PMBSR_EL1));
    }
    if (!ProfilingControl.isBufferEnabled(file, status)) {
      counts.add(SpeCount.LOST, queue.dropFormatted());
    }
  }

  /// The level of the buffer management interrupt, PMBIRQ: PMBSR_EL1.S, whoever owns the buffer and
  /// whether or not it is enabled.
  public boolean interruptLine() {
    return status.isStopped();
  }

  /// PMBSR_EL1 as the unit has it.
  public BufferStatus status() {
    return status;
  }

  /// How often that has happened since the unit was made.
  public long counted(SpeCount what) {
    return counts.of(what);
  }

  /// All of [#counted], as it is now.
  public SpeCounts counts() {
    return counts.copy();
  }

  /// Whether operations there are sampled.
  public boolean isSampling(ExceptionLevel at) {
    return ProfilingControl.isSampling(file, status, at);
  }

  /// The PE executes operations at one level, while registers and translation stay as they are.
  ///
  /// @param operations how many, if profiling does not stop before
  /// @return how many were executed when profiling stopped, or all
  public long execute(
      Execution execution,
      long operations,
      ExceptionLevel at,
      BufferRegime regime,
      BufferMemory memory) {
    if (!isSampling(at)) {
      return operations;
    }
    CoalescedMemory coalesced = new CoalescedMemory(memory);
    boolean prompt = settings.queuedRecords() == 0;
    BufferWriter writer = writer(regime, prompt ? coalesced : queue.startingWrites());
    Sampling sampling =
        new Sampling(file, settings, formatter, queue, writer, counts, inFlightOperations);
    IntervalCounter counter = IntervalCounter.of(file.read(PMSICR_EL1), chance);
    IntervalCounter.Step step = sampling.run(counter, execution, operations, at);
    file.assign(PMSICR_EL1, step.counter().register());
    chance = step.counter().chance();
    inFlightOperations = sampling.inFlightOperations();
    take(writer);
    coalesced.flush();
    if (prompt) {
      contextSynchronisation();
    } else if (sampling.overran()) {
      queue.completeWrites(memory);
    }
    return step.operations();
  }

  /// Operations that the PE can execute at that level before profiling may stop, at least one; an
  /// alarm behind so many is never late. [Long#MAX_VALUE] where nothing is sampled.
  public long operationsBeforeStop(ExceptionLevel at, BufferRegime regime) {
    boolean discards =
        settings.model().hasDiscardMode()
            && SpeRegisters.isDiscardMode(file.read(SpeRegisters.PMBLIMITR_EL1));
    if (discards || !isSampling(at)) {
      return Long.MAX_VALUE;
    }
    BufferWriter room = writer(regime, (_, _, _, _) -> {});
    long samples = Math.max(1, room.records() - queue.formattedRecords());
    IntervalCounter counter = IntervalCounter.of(file.read(PMSICR_EL1), chance);
    boolean secondCounter = settings.model().has(SpuFeature.ERND);
    return counter.operationsAtLeast(
        samples, IntervalCounter.Interval.of(file.read(SpeRegisters.PMSIRR_EL1), secondCounter));
  }

  /// `PSB CSYNC`: formatted records get their addresses under the regime of now, and their writes
  /// start. Without profiling they are lost.
  public void profilingBarrier(BufferRegime regime) {
    BufferWriter writer = writer(regime, queue.startingWrites());
    queue.translate(writer, 0);
    take(writer);
  }

  /// `DSB`: writes that were started are complete.
  public void dataBarrier(BufferMemory memory) {
    queue.completeWrites(memory);
  }

  /// `ISB`, exception entry and return: what the unit did to its registers can be read.
  public void contextSynchronisation() {
    file.assign(PMBPTR_EL1, pointer);
    file.assign(PMBSR_EL1, status.value());
  }

  /// Gives numbers that differ where units differ, the register file aside.
  public void describeTo(LongConsumer numbers) {
    numbers.accept(pointer);
    numbers.accept(status.value());
    numbers.accept(chance);
    numbers.accept(inFlightOperations);
    queue.describeTo(numbers);
  }

  private BufferWriter writer(BufferRegime regime, BufferMemory memory) {
    boolean physical = ProfilingControl.hasPhysicalPointers(file, settings.model());
    BufferRegime effective = physical ? regime.withPhysicalPointers() : regime;
    long limit = file.read(PMBLIMITR_EL1);
    return new BufferWriter(settings, effective, memory, limit, pointer, status, counts);
  }

  private void take(BufferWriter writer) {
    pointer = writer.pointer();
    status = writer.status();
    if (status.isStopped()) {
      counts.add(SpeCount.LOST, queue.dropFormatted());
    }
  }

  private static SysReg firstName(SysReg register) {
    return SysReg.inSlot(register.slot());
  }
}
