package io.interlock.cli;

import io.interlock.actors.fact.ByteString;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.guest.GuestMemory;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.host.unit.EventSources;
import io.interlock.engine.trace.Observer;
import io.interlock.hardware.spe.InstructionMix;
import io.interlock.hardware.spe.PageMemory;
import io.interlock.hardware.topology.MainId;
import io.interlock.hardware.topology.SpuUnit;
import io.interlock.hypervisor.guest.GuestCode;
import io.interlock.reports.perf.ChunkBytes;
import io.interlock.reports.perf.PerfDataFile;
import io.interlock.reports.perf.PerfMetadata;
import io.interlock.reports.perf.SpeRecording;
import io.interlock.reports.perf.SpeRecording.AuxChunk;
import io.interlock.reports.perf.SpeRecording.Cpu;
import io.interlock.reports.perf.SpeRecording.Event;
import io.interlock.reports.perf.SpeRecording.KernelText;
import io.interlock.reports.perf.SpeRecording.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Keeps what guests sample of themselves, and writes a `perf-VM.data` for each VM that did.
final class PerfFiles {
  private static final int FLAG_TRUNCATED = 1;
  private static final int FLAG_PARTIAL = 4;
  private static final int FLAG_COLLISION = 8;
  private static final long PICOS_PER_NANO = 1000;
  private static final String KERNEL_RELEASE = "6.12.0";

  private final List<Recorder> recorders = new ArrayList<>();

  /// Who hears of the facts of a host whose guests have SPE.
  List<Observer> of(HostPlan plan) {
    if (plan.vms().stream().allMatch(vm -> vm.profiling() == null)) {
      return List.of();
    }
    Recorder recorder = new Recorder(plan);
    recorders.add(recorder);
    return List.of(recorder);
  }

  /// Writes all files.
  void write(ReportFolder folder) {
    boolean one = recorders.size() == 1;
    for (Recorder recorder : recorders) {
      for (VmPlan vm : recorder.plan.vms()) {
        List<AuxChunk> chunks = recorder.chunks.getOrDefault(vm.vm(), List.of());
        if (vm.profiling() != null && !chunks.isEmpty()) {
          String name = one ? vm.name() : recorder.plan.name() + "-" + vm.name();
          folder.write("perf-" + name + ".data", bytes(recording(recorder.plan, vm, chunks)));
        }
      }
    }
  }

  private static byte[] bytes(SpeRecording recording) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PerfDataFile.write(recording, PerfMetadata.VERSION_1, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static SpeRecording recording(HostPlan host, VmPlan vm, List<AuxChunk> chunks) {
    String spuName = vm.profiling() == null ? "" : vm.profiling().spuName();
    SpuUnit unit =
        host.topology().spus().stream()
            .filter(spu -> spuName.equals(EventSources.nameOf(spu)))
            .findFirst()
            .orElse(host.topology().spus().getFirst());
    long midr = MainId.of(host.topology().pe(unit.cpus().first()).coreType());
    List<Cpu> cpus = new ArrayList<>();
    List<Task> tasks = new ArrayList<>();
    for (VmPlan.VcpuPlan vcpu : vm.vcpus()) {
      GuestCode code = vcpu.code();
      InstructionMix mix = code.sampled();
      cpus.add(new Cpu(midr, true, unit.model().intervalMin()));
      tasks.add(
          new Task(
              GuestMemory.pidOf(vcpu.id().index()),
              code.name(),
              "/usr/bin/" + code.name(),
              mix.textStart(),
              mix.textBytes()));
    }
    return new SpeRecording(
        vm.name(),
        KERNEL_RELEASE,
        new Event(
            typeOf(host, spuName), spuName, true, false, vm.vcpus().getFirst().code().period()),
        host.counter().hz(),
        cpus,
        tasks,
        new KernelText(InstructionMix.KERNEL_TEXT, InstructionMix.KERNEL_TEXT_BYTES),
        chunks);
  }

  private static int typeOf(HostPlan host, String name) {
    return EventSources.of(host.topology()).stream()
        .filter(device -> device.name().equals(name))
        .mapToInt(EventSources.Device::type)
        .findFirst()
        .orElseThrow();
  }

  /// Keeps the memory that SPUs of one host have written, and what drivers published of it.
  private static final class Recorder implements Observer {
    private final HostPlan plan;
    private final PageMemory memory = new PageMemory();
    private final Map<Integer, List<AuxChunk>> chunks = new TreeMap<>();

    Recorder(HostPlan plan) {
      this.plan = plan;
    }

    @Override
    public boolean hears(Class<?> fact) {
      return fact == OfProfiling.BytesWritten.class || fact == OfProfiling.Published.class;
    }

    @Override
    public void stated(long atPicos, String actor, Object fact) {
      if (fact instanceof OfProfiling.BytesWritten(_, long address, ByteString bytes)) {
        byte[] copy = new byte[bytes.length()];
        bytes.copyTo(copy, 0);
        memory.write(address, copy, 0, copy.length);
      } else if (fact instanceof OfProfiling.Published published && published.bytes() > 0) {
        VcpuId vcpu = published.vcpu();
        chunks.computeIfAbsent(vcpu.vm(), _ -> new ArrayList<>()).add(chunk(published));
      }
    }

    private AuxChunk chunk(OfProfiling.Published published) {
      int flags = published.flags();
      return new AuxChunk(
          published.vcpu().index(),
          published.atPicos() / PICOS_PER_NANO,
          (flags & FLAG_TRUNCATED) != 0,
          (flags & FLAG_PARTIAL) != 0,
          (flags & FLAG_COLLISION) != 0,
          ChunkBytes.of(memory.read(published.physicalAddress(), (int) published.bytes())));
    }
  }
}
