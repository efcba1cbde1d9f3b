package io.interlock.actors.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A scenario with all files that it names, in one piece that means the same everywhere.
///
/// @param text the scenario with its settings and includes in place, and files by their names here
/// @param files what these hold, in Base64, by name
public record ScenarioBundle(String text, Map<String, String> files) {
  private static final String ALLOWED = "the files of a scenario, by plain names, in Base64";

  public ScenarioBundle {
    files = new TreeMap<>(files);
  }

  /// Packs the scenario that [ScenarioReader#read] makes of the same file and settings.
  ///
  /// @throws ScenarioException where that would throw it, or a file cannot be read
  public static ScenarioBundle pack(Path file, List<Setting> settings) {
    return pack(ScenarioReader.read(file, settings), file, settings);
  }

  /// As [#pack], for [ScenarioReader#readFleet].
  public static ScenarioBundle packFleet(Path file, List<Setting> settings) {
    return pack(ScenarioReader.readFleet(file, settings).scenario(), file, settings);
  }

  private static ScenarioBundle pack(Scenario scenario, Path file, List<Setting> settings) {
    // How many threads search is nobody's business later.
    Config config = Hocon.read(file, settings).toConfig().withoutPath("run.threads");
    Map<String, String> files = new TreeMap<>();
    for (HostSpec host : scenario.hosts()) {
      if (host.source() instanceof HostSpec.Source.DeviceTree(Path tree)) {
        String key = host.path("device-tree");
        String name = add(scenario, key, tree, files);
        config = config.withValue(key, ConfigValueFactory.fromAnyRef(name));
      }
      if (!host.kvm().programs().isEmpty()) {
        String key = host.path("kvm.programs");
        List<String> names = new ArrayList<>();
        for (String program : host.kvm().programs()) {
          boolean shipped = !Files.isRegularFile(Path.of(program));
          names.add(shipped ? program : add(scenario, key, Path.of(program), files));
        }
        config = config.withValue(key, ConfigValueFactory.fromIterable(names));
      }
    }
    return new ScenarioBundle(config.root().render(ConfigRenderOptions.concise()), files);
  }

  private static String add(Scenario scenario, String key, Path file, Map<String, String> files) {
    String name = files.size() + "-" + file.getFileName();
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw scenario.refuse(key, file + " is no regular file", "a readable file");
    }
    try {
      files.put(name, Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
      return name;
    } catch (IOException _) {
      throw scenario.refuse(key, "cannot read " + file, "a readable file");
    }
  }

  /// Reads the scenario, with its files in `folder`, which must exist and be empty.
  ///
  /// @param origin what the bundle is called in complaints
  /// @throws ScenarioException where the bundle was tampered with
  public Scenario unpack(Path folder, String origin) {
    write(folder, origin);
    return ScenarioReader.parse(folder.resolve("scenario.conf"), text);
  }

  /// As [#unpack], for a fleet.
  public FleetScenario unpackFleet(Path folder, String origin) {
    write(folder, origin);
    return ScenarioReader.parseFleet(folder.resolve("scenario.conf"), text);
  }

  private void write(Path folder, String origin) {
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = folder.resolve(file.getKey()).normalize();
        if (!folder.equals(path.getParent())) {
          throw ScenarioException.at(origin, "file " + file.getKey(), ALLOWED);
        }
        Files.write(path, Base64.getDecoder().decode(file.getValue()));
      }
    } catch (IllegalArgumentException _) {
      throw ScenarioException.at(origin, "a file that is not in Base64", ALLOWED);
    } catch (IOException e) {
      throw ScenarioException.at(origin, "cannot unpack: " + e.getMessage(), ALLOWED);
    }
  }
}
