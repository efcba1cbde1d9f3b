package io.interlock.cluster.nodes;

import io.interlock.actors.host.plan.HostPlan;
import io.interlock.engine.Engine;
import io.interlock.engine.trace.Mix;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hypervisor.sched.Balancer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// What tells builds of Interlock apart in which hosts may do otherwise: the content of all
/// classes.
final class Build {
  private static final String OURS = "io/interlock/";

  /// One class of each module on which the course of a fleet depends.
  private static final List<Class<?>> MODULES =
      List.of(Engine.class, HostTopology.class, Balancer.class, HostPlan.class, Build.class);

  /// Looked up once: a node asks for it when it starts, and where it has a journal again.
  private static final String ID = lookUp();

  private Build() {}

  /// A word that is the same for equal classes, wherever they are.
  static String id() {
    return ID;
  }

  private static String lookUp() {
    long sum = MODULES.stream().map(Build::place).distinct().mapToLong(Build::of).sum();
    return HexFormat.of().toHexDigits(sum);
  }

  private static Path place(Class<?> module) {
    try {
      return Path.of(module.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The sum over all classes, in whatever order they come.
  private static long of(Path place) {
    try {
      return Files.isDirectory(place) ? ofFolder(place) : ofJar(place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long ofJar(Path jar) throws IOException {
    try (JarFile entries = new JarFile(jar.toFile())) {
      return entries.stream()
          .filter(entry -> isClass(entry.getName()))
          .mapToLong(entry -> word(entry.getName(), entry.getCrc()))
          .sum();
    }
  }

  private static long ofFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(OURS))) {
      return files
          .filter(file -> isClass(folder.relativize(file).toString()))
          .mapToLong(file -> word(folder.relativize(file).toString(), crc(file)))
          .sum();
    }
  }

  private static boolean isClass(String name) {
    return name.startsWith(OURS) && name.endsWith(".class");
  }

  private static long word(String name, long crc) {
    return Mix.fold(Mix.text(name), crc);
  }

  private static long crc(Path file) {
    try {
      CRC32 crc = new CRC32();
      crc.update(Files.readAllBytes(file));
      return crc.getValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
