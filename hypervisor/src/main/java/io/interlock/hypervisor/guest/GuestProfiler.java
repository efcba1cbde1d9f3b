package io.interlock.hypervisor.guest;

import static io.interlock.hardware.spe.SpeRegisters.PMBLIMITR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMBPTR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMBSR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMSCR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMSEVFR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMSFCR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMSICR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMSIRR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMSLATFR_EL1;

import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.BufferStatus;
import io.interlock.hardware.spe.Identification;
import io.interlock.hardware.spe.SpeRegisters;
import io.interlock.hypervisor.guest.GuestOperation.Elementary;
import io.interlock.hypervisor.guest.GuestOperation.Fence;
import io.interlock.hypervisor.guest.GuestOperation.PublishProfile;
import io.interlock.hypervisor.guest.GuestOperation.ReadRegister;
import io.interlock.hypervisor.guest.GuestOperation.WriteRegister;
import io.interlock.hypervisor.program.source.Barrier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Linux' SPE driver (`drivers/perf/arm_spe_pmu.c`) and perf above it, as a guest runs them: what
/// is done to registers and in which order, with the values that the guest has read.
///
/// A task is a list of short sections. Each begins when all before it has been done, so it sees
/// what the last read returned.
public final class GuestProfiler {
  static final int PAGE_BYTES = 4096;

  private static final int USABLE = 1;
  private static final int SAMPLING = 1 << 1;
  private static final int FATAL = 1 << 2;
  private static final int SAVED_NUMBERS = 9 + AuxBuffer.SAVED_NUMBERS;

  private static final SysReg PMSIDR = SysReg.named("PMSIDR_EL1");
  private static final SysReg PMBIDR = SysReg.named("PMBIDR_EL1");
  private static final Elementary ISB = new Fence(Barrier.ISB);
  private static final List<Elementary> DRAIN =
      List.of(new Fence(Barrier.PSB_CSYNC), new Fence(Barrier.DSB_NSH), ISB);

  /// The parts of the tasks.
  private enum Section {
    IDENTIFY_SAMPLING,
    IDENTIFY_BUFFER,
    RESET,
    BEGIN_OUTPUT,
    SAMPLE,
    DISABLE,
    LOOK_FOR_EVENT,
    JUDGE_EVENT,
    JUDGE_LEFTOVER,
    END_OUTPUT,
    RESUME,
    TAKE,
    DONE
  }

  /// In the order of the numbers that [#save] gives them.
  private static final List<Section> SECTIONS = List.of(Section.values());

  private static final List<ProfilerTask> TASKS = List.of(ProfilerTask.values());

  private final transient ProfilerSettings settings;
  private final AuxBuffer aux;
  private Section section = Section.DONE;
  private ProfilerTask task = ProfilerTask.PROBE;
  private List<Elementary> operations = List.of();
  private int next;
  private long returned;
  private int alignment = 1;
  private int recordBytesMax = 64;
  private int intervalMin = 256;
  private boolean usable;
  private boolean sampling;
  private boolean fatal;

  /// A driver that has done nothing yet.
  public GuestProfiler(ProfilerSettings settings) {
    this(settings, new AuxBuffer(settings.bufferBytes()));
  }

  private GuestProfiler(ProfilerSettings settings, AuxBuffer aux) {
    this.settings = settings;
    this.aux = aux;
  }

  /// An equal one that goes on by itself.
  public GuestProfiler copy() {
    GuestProfiler copy = new GuestProfiler(settings, aux.copy());
    copy.section = section;
    copy.task = task;
    copy.operations = operations;
    copy.next = next;
    copy.returned = returned;
    copy.alignment = alignment;
    copy.recordBytesMax = recordBytesMax;
    copy.intervalMin = intervalMin;
    copy.usable = usable;
    copy.sampling = sampling;
    copy.fatal = fatal;
    return copy;
  }

  /// Where it is, as numbers from which [#restored] goes on with the same settings.
  long[] save() {
    long[] saved = new long[SAVED_NUMBERS + operations.size() * ProfilerNumbers.EACH];
    int at = 0;
    saved[at++] = SECTIONS.indexOf(section);
    saved[at++] = TASKS.indexOf(task);
    saved[at++] = next;
    saved[at++] = returned;
    saved[at++] = alignment;
    saved[at++] = recordBytesMax;
    saved[at++] = intervalMin;
    saved[at++] = (usable ? USABLE : 0) | (sampling ? SAMPLING : 0) | (fatal ? FATAL : 0);
    saved[at++] = operations.size();
    aux.save(saved, at);
    ProfilerNumbers.save(operations, saved, SAVED_NUMBERS);
    return saved;
  }

  /// The driver of a guest that was saved elsewhere.
  ///
  /// @param from where its numbers begin
  static GuestProfiler restored(ProfilerSettings settings, long[] saved, int from) {
    GuestProfiler driver = new GuestProfiler(settings);
    int at = from;
    driver.section = SECTIONS.get(Math.toIntExact(saved[at++]));
    driver.task = TASKS.get(Math.toIntExact(saved[at++]));
    driver.next = Math.toIntExact(saved[at++]);
    driver.returned = saved[at++];
    driver.alignment = Math.toIntExact(saved[at++]);
    driver.recordBytesMax = Math.toIntExact(saved[at++]);
    driver.intervalMin = Math.toIntExact(saved[at++]);
    long flags = saved[at++];
    driver.usable = (flags & USABLE) != 0;
    driver.sampling = (flags & SAMPLING) != 0;
    driver.fatal = (flags & FATAL) != 0;
    int count = Math.toIntExact(saved[at++]);
    driver.aux.restore(saved, at);
    driver.operations = ProfilerNumbers.restored(count, saved, from + SAVED_NUMBERS);
    return driver;
  }

  /// Turns to a task.
  public void begin(ProfilerTask aTask) {
    task = aTask;
    operations = List.of();
    next = 0;
    section =
        switch (aTask) {
          case PROBE -> Section.IDENTIFY_SAMPLING;
          case START -> usable ? Section.BEGIN_OUTPUT : Section.DONE;
          case INTERRUPT -> aux.isOpen() ? Section.LOOK_FOR_EVENT : Section.DONE;
          case STOP -> sampling ? Section.DISABLE : Section.DONE;
          case READ -> Section.TAKE;
        };
  }

  /// What the guest does now, or null if the task is done.
  public @Nullable Elementary operation() {
    while (next == operations.size()) {
      if (section == Section.DONE) {
        return null;
      }
      next = 0;
      operations = enter(section);
    }
    return operations.get(next);
  }

  /// The operation is done.
  public void completed() {
    next++;
  }

  /// What the last read of a register returned.
  public void returned(long value) {
    returned = value;
  }

  private List<Elementary> enter(Section entered) {
    return switch (entered) {
      case IDENTIFY_SAMPLING -> then(Section.IDENTIFY_BUFFER, read(PMSIDR));
      case IDENTIFY_BUFFER -> {
        recordBytesMax = 1 << PMSIDR.field("MaxSize").get(returned);
        intervalMin = Identification.intervalMin(returned);
        yield then(Section.RESET, read(PMBIDR));
      }
      case RESET -> reset();
      case BEGIN_OUTPUT -> then(Section.SAMPLE, beginOutput());
      case SAMPLE -> then(Section.DONE, sample());
      case DISABLE -> then(Section.LOOK_FOR_EVENT, disableAndDrain());
      case LOOK_FOR_EVENT ->
          then(
              task == ProfilerTask.STOP ? Section.JUDGE_LEFTOVER : Section.JUDGE_EVENT,
              DRAIN.get(0),
              DRAIN.get(1),
              DRAIN.get(2),
              read(PMBSR_EL1));
      case JUDGE_EVENT -> judge(new BufferStatus(returned), Section.DONE);
      case JUDGE_LEFTOVER -> judge(new BufferStatus(returned), Section.END_OUTPUT);
      case END_OUTPUT -> then(Section.RESUME, endOutput());
      case RESUME -> resume();
      case TAKE -> take();
      case DONE -> List.of();
    };
  }

  private List<Elementary> then(Section following, Elementary... what) {
    return then(following, List.of(what));
  }

  private List<Elementary> then(Section following, List<Elementary> what) {
    section = following;
    return what;
  }

  /// The buffer is not the guest's if PMBIDR_EL1.P is set: then there is no SPE.
  private List<Elementary> reset() {
    alignment = 1 << PMBIDR.field("Align").get(returned);
    usable = (returned & Identification.BUFFER_NOT_PROGRAMMABLE) == 0;
    if (!usable) {
      return then(Section.DONE);
    }
    return then(
        Section.DONE,
        write(PMSCR_EL1, 0),
        ISB,
        DRAIN.get(0),
        DRAIN.get(1),
        write(PMBLIMITR_EL1, 0),
        ISB,
        write(PMBPTR_EL1, 0),
        ISB,
        write(PMBSR_EL1, 0),
        ISB);
  }

  /// No barrier stands between pointer and limit: as long as PMBSR_EL1.S is set or PMSCR_EL1 is
  /// zero, nothing is sampled.
  private List<Elementary> beginOutput() {
    long limit = aux.begin(alignment, recordBytesMax);
    sampling = limit != AuxBuffer.NO_ROOM;
    if (!sampling) {
      return List.of(
          new PublishProfile(settings.bufferStart(), 0, aux.flags()), write(PMBLIMITR_EL1, 0));
    }
    return List.of(
        write(PMBPTR_EL1, settings.bufferStart() + aux.offset()),
        write(PMBLIMITR_EL1, settings.bufferStart() + limit | SpeRegisters.LIMIT_E));
  }

  private List<Elementary> sample() {
    if (!sampling) {
      return List.of();
    }
    return List.of(
        write(PMSFCR_EL1, settings.filterControl()),
        write(PMSEVFR_EL1, settings.eventFilter()),
        write(PMSLATFR_EL1, settings.latencyMin()),
        write(PMSIRR_EL1, interval() | (settings.jitter() ? 1 : 0)),
        ISB,
        write(PMSICR_EL1, 0),
        ISB,
        write(PMSCR_EL1, settings.control()));
  }

  /// `arm_spe_event_sanitise_period`.
  private long interval() {
    return Math.max(settings.periodOperations(), intervalMin) & ~0xFFL;
  }

  private List<Elementary> disableAndDrain() {
    sampling = false;
    return List.of(
        write(PMSCR_EL1, 0), ISB, DRAIN.get(0), DRAIN.get(1), write(PMBLIMITR_EL1, 0), ISB);
  }

  /// `arm_spe_pmu_buf_get_fault_act`: what else than a full buffer stopped sampling is fatal.
  private List<Elementary> judge(BufferStatus status, Section ifNone) {
    if (!status.isStopped()) {
      return ifNone == Section.END_OUTPUT && aux.isOpen()
          ? then(Section.END_OUTPUT, read(PMBPTR_EL1))
          : then(Section.DONE);
    }
    aux.flag(status.hasLostData() ? AuxBuffer.TRUNCATED | AuxBuffer.PARTIAL : 0);
    aux.flag(status.hasCollided() ? AuxBuffer.COLLISION : 0);
    fatal = status.eventClass() != BufferStatus.EC_OTHER || status.code() != BufferStatus.BSC_FULL;
    aux.flag(fatal ? AuxBuffer.TRUNCATED : 0);
    return aux.isOpen() ? then(Section.END_OUTPUT, read(PMBPTR_EL1)) : then(Section.RESUME);
  }

  /// `arm_spe_perf_aux_output_end`.
  private List<Elementary> endOutput() {
    long start = settings.bufferStart() + aux.offset();
    long written = aux.end(returned - settings.bufferStart());
    return List.of(new PublishProfile(start, written, aux.flags()));
  }

  /// PMBSR_EL1 is cleared last, when the pointers are sane, so profiling goes on with that write.
  private List<Elementary> resume() {
    List<Elementary> all = new ArrayList<>();
    boolean ended = fatal || (aux.flags() & AuxBuffer.TRUNCATED) != 0;
    if (ended && task == ProfilerTask.INTERRUPT) {
      all.addAll(disableAndDrain());
    } else if (task == ProfilerTask.INTERRUPT) {
      all.addAll(beginOutput());
      all.add(ISB);
    }
    all.add(write(PMBSR_EL1, 0));
    return then(Section.DONE, List.copyOf(all));
  }

  /// A session that ended for want of room begins anew; one that was stopped does not.
  private List<Elementary> take() {
    aux.read();
    boolean truncated = (aux.flags() & AuxBuffer.TRUNCATED) != 0;
    boolean begins = truncated && !sampling && !fatal && !aux.isOpen();
    return then(begins ? Section.BEGIN_OUTPUT : Section.DONE);
  }

  private static Elementary read(SysReg register) {
    return new ReadRegister(register.name());
  }

  private static Elementary write(SysReg register, long value) {
    return new WriteRegister(register.name(), value);
  }
}
