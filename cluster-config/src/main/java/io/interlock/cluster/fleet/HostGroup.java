package io.interlock.cluster.fleet;

import io.interlock.engine.Engine;
import io.interlock.engine.image.ImageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// Some of the hosts of a fleet, which run one after the other and go from node to node together.
public final class HostGroup {
  private static final int GROUPS_MAX = 48;

  private final Map<Integer, HostRun> hosts = new TreeMap<>();

  private HostGroup() {}

  /// The hosts of a fleet whose numbers leave this rest when divided by the number of groups, at
  /// their beginning.
  public static HostGroup begin(Engine engine, FleetPlan fleet, int group) {
    HostGroup begun = new HostGroup();
    for (int host : numbers(fleet, group)) {
      begun.hosts.put(host, HostRun.begin(engine, fleet, host));
    }
    return begun;
  }

  /// The same as they were when they were saved.
  ///
  /// @throws ImageException where the image cannot be read
  public static HostGroup load(
      Engine engine, FleetPlan fleet, int group, HostImages images, byte[] image) {
    HostGroup loaded = new HostGroup();
    try (var packed = new InflaterInputStream(new ByteArrayInputStream(image))) {
      // To the end, where the checksum is.
      var in = new DataInputStream(new ByteArrayInputStream(packed.readAllBytes()));
      for (int host : numbers(fleet, group)) {
        byte[] bytes = in.readNBytes(in.readInt());
        loaded.hosts.put(host, HostRun.load(engine, fleet, host, images, bytes));
      }
      return loaded;
    } catch (IOException e) {
      loaded.close();
      throw new ImageException("an image of hosts that is damaged: " + e.getMessage());
    } catch (RuntimeException refused) {
      loaded.close();
      throw refused;
    }
  }

  /// All of them, packed, from which [#load] makes the same.
  ///
  /// @throws ImageException where a host keeps something that cannot be saved
  public byte[] save(HostImages images) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater quick = new Deflater(Deflater.BEST_SPEED);
    try (var out = new DataOutputStream(new DeflaterOutputStream(bytes, quick))) {
      for (HostRun host : hosts.values()) {
        byte[] image = host.save(images);
        out.writeInt(image.length);
        out.write(image);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } finally {
      quick.end();
    }
    return bytes.toByteArray();
  }

  /// How many groups a fleet has, on however many nodes.
  public static int count(FleetPlan fleet) {
    return Math.min(GROUPS_MAX, fleet.hosts().size());
  }

  /// The numbers of the hosts of a group.
  private static int[] numbers(FleetPlan fleet, int group) {
    return IntStream.iterate(
            group, host -> host < fleet.hosts().size(), host -> host + count(fleet))
        .toArray();
  }

  /// How many hosts a group has.
  public static int size(FleetPlan fleet, int group) {
    return (fleet.hosts().size() - group + count(fleet) - 1) / count(fleet);
  }

  /// How many CPUs the hosts of a group have together, by which it has more or less to do.
  public static int cpus(FleetPlan fleet, int group) {
    int cpus = 0;
    for (int host : numbers(fleet, group)) {
      cpus += fleet.hosts().get(host).kind().cpus();
    }
    return cpus;
  }

  /// The group of a host.
  public static int of(FleetPlan fleet, int host) {
    return host % count(fleet);
  }

  /// Takes the orders of a window and runs to its end.
  public List<HostReport> run(List<HostOrder> orders, long untilPicos) {
    for (HostOrder order : orders) {
      Objects.requireNonNull(hosts.get(order.host()), () -> "no host " + order.host()).take(order);
    }
    List<HostReport> reports = new ArrayList<>();
    for (HostRun host : hosts.values()) {
      reports.addAll(host.run(untilPicos));
    }
    return reports;
  }

  /// Deliveries so far.
  public long events() {
    return hosts.values().stream().mapToLong(HostRun::events).sum();
  }

  /// What each host has done so far.
  public List<HostLoad> loads() {
    return hosts.values().stream().map(HostRun::load).toList();
  }

  /// What came of each host, by number.
  public List<HostSummary> summaries() {
    return hosts.values().stream().map(HostRun::summary).toList();
  }

  /// Ends it: nothing runs here any more.
  public void close() {
    hosts.values().forEach(HostRun::close);
  }
}
