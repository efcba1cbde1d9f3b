import ch.qos.logback.classic.Level;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cloudsimplus.allocationpolicies.VmAllocationPolicySimple;
import org.cloudsimplus.brokers.DatacenterBrokerSimple;
import org.cloudsimplus.cloudlets.Cloudlet;
import org.cloudsimplus.cloudlets.CloudletSimple;
import org.cloudsimplus.core.CloudSimPlus;
import org.cloudsimplus.datacenters.DatacenterSimple;
import org.cloudsimplus.hosts.Host;
import org.cloudsimplus.hosts.HostSimple;
import org.cloudsimplus.resources.Pe;
import org.cloudsimplus.resources.PeSimple;
import org.cloudsimplus.util.Log;
import org.cloudsimplus.utilizationmodels.UtilizationModelFull;
import org.cloudsimplus.vms.Vm;
import org.cloudsimplus.vms.VmSimple;

/// As many VMs on as many hosts as in `racks`, in CloudSim Plus: each with one PE and one cloudlet
/// that takes up to ten virtual seconds. Prints events, wall and CPU seconds of the run, wall
/// seconds until all VMs are placed, and the live heap in bytes.
public class CloudSimPlusPeer {
  /// Each VM takes a PE for itself, so that a host with 8 would have no room for its 10 VMs.
  private static final int PES = 16;

  private static final double MIPS = 1000;

  private long events;
  private double placedSeconds;

  public static void main(String[] arguments) {
    Log.setLevel(Level.ERROR);
    new CloudSimPlusPeer().run(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
  }

  private void run(int hosts, int vms) {
    CloudSimPlus simulation = new CloudSimPlus();
    List<Host> racks = new ArrayList<>();
    for (int host = 0; host < hosts; host++) {
      List<Pe> pes = new ArrayList<>();
      for (int pe = 0; pe < PES; pe++) {
        pes.add(new PeSimple(MIPS));
      }
      racks.add(new HostSimple(65_536, 100_000, 10_000_000, pes));
    }
    new DatacenterSimple(simulation, racks, new VmAllocationPolicySimple());
    DatacenterBrokerSimple broker = new DatacenterBrokerSimple(simulation);
    SplittableRandom chance = new SplittableRandom(1);
    List<Vm> guests = new ArrayList<>();
    List<Cloudlet> work = new ArrayList<>();
    for (int vm = 0; vm < vms; vm++) {
      guests.add(new VmSimple(MIPS, 1).setRam(1024).setBw(10).setSize(100));
      long length = (long) (MIPS * 10 * chance.nextDouble()) + 1;
      work.add(new CloudletSimple(length, 1, new UtilizationModelFull()));
    }
    broker.submitVmList(guests);
    broker.submitCloudletList(work);
    simulation.addOnEventProcessingListener(event -> events++);
    long begun = System.nanoTime();
    long begunCpu = cpuNanos();
    broker.addOnVmsCreatedListener(info -> placedSeconds = (System.nanoTime() - begun) / 1e9);
    simulation.start();
    double wall = (System.nanoTime() - begun) / 1e9;
    double cpu = (cpuNanos() - begunCpu) / 1e9;
    System.gc();
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    System.out.println(
        events
            + " "
            + wall
            + " "
            + cpu
            + " "
            + placedSeconds
            + " "
            + heap
            + " "
            + broker.getCloudletFinishedList().size());
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }
}
