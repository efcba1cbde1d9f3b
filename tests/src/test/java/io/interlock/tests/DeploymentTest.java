package io.interlock.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The deployment files fit each other, the code and its version.
class DeploymentTest {
  private static final Path FOLDER = Repository.ROOT.resolve("cluster-config/deploy");
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]+");
  private static final Pattern DECLARED = Pattern.compile("names = \"(--[a-z-]+)\"");
  private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");
  private static final Pattern DIRECTIVE = Pattern.compile("[A-Z][A-Za-z]+=.*");

  private static String text(String name) throws IOException {
    return Files.readString(FOLDER.resolve(name));
  }

  private static List<JsonNode> manifests() throws IOException {
    List<JsonNode> all = new ArrayList<>();
    var mapper = new YAMLMapper();
    try (var documents =
        mapper.readerFor(JsonNode.class).<JsonNode>readValues(text("kubernetes.yaml"))) {
      documents.forEachRemaining(all::add);
    }
    return all;
  }

  private static List<JsonNode> containers() throws IOException {
    return manifests().stream()
        .flatMap(manifest -> manifest.findValues("containers").stream())
        .map(containers -> containers.get(0))
        .toList();
  }

  private static Set<String> optionsOfTheCode() {
    return Repository.textsEndingIn(".java")
        .filter(file -> file.path().startsWith("cli/src/main/"))
        .flatMap(file -> DECLARED.matcher(file.text()).results())
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void assertKnown(String commandLine) {
    Set<String> known = optionsOfTheCode();
    for (String option : OPTION.matcher(commandLine).results().map(MatchResult::group).toList()) {
      assertTrue(known.contains(option), option + " in " + commandLine);
    }
  }

  @Test
  void everyManifestIsWholeAndEveryContainerIsTheOneImage() throws IOException {
    Matcher version = VERSION.matcher(Files.readString(Repository.ROOT.resolve("pom.xml")));
    assertTrue(version.find());
    for (JsonNode manifest : manifests()) {
      assertTrue(manifest.hasNonNull("apiVersion") && manifest.hasNonNull("kind"), "" + manifest);
      assertFalse(manifest.at("/metadata/name").asText().isEmpty(), "" + manifest);
    }
    assertEquals(2, containers().size());
    for (JsonNode container : containers()) {
      assertEquals("interlock:" + version.group(1), container.get("image").asText());
    }
    assertTrue(text("Dockerfile").contains("-t interlock:" + version.group(1) + " "));
  }

  @Test
  void oneNodeListensWhereTheOthersCall() throws IOException {
    String port = containers().getFirst().at("/ports/0/containerPort").asText();
    for (JsonNode container : containers()) {
      assertEquals(port, container.at("/ports/0/containerPort").asText());
      List<String> arguments = new ArrayList<>();
      container.get("args").forEach(word -> arguments.add(word.asText()));
      String bind = arguments.get(arguments.indexOf("--bind") + 1);
      assertTrue(bind.endsWith(":" + port), bind);
      assertEquals("fleet", arguments.getFirst());
      assertKnown(String.join(" ", arguments));
    }
    for (JsonNode manifest : manifests()) {
      if (manifest.get("kind").asText().equals("Service")) {
        assertEquals(port, manifest.at("/spec/ports/0/port").asText());
      }
    }
    assertTrue(text("Dockerfile").contains("EXPOSE " + port));
  }

  @Test
  void everyVolumeThatIsMountedIsThere() throws IOException {
    for (JsonNode manifest : manifests()) {
      JsonNode pod = manifest.at("/spec/template/spec");
      Set<String> volumes = new TreeSet<>();
      pod.path("volumes").forEach(volume -> volumes.add(volume.get("name").asText()));
      pod.at("/containers/0/volumeMounts")
          .forEach(mount -> assertTrue(volumes.contains(mount.get("name").asText()), "" + mount));
    }
  }

  @Test
  void theUnitIsOneOfSystemd() throws IOException {
    String unit = text("interlock-fleet.service");
    for (String section : List.of("[Unit]", "[Service]", "[Install]")) {
      assertTrue(unit.contains(section), section);
    }
    for (String line : unit.lines().filter(line -> !line.isBlank()).toList()) {
      boolean known =
          line.startsWith("#") || line.startsWith("[") || DIRECTIVE.matcher(line).matches();
      assertTrue(known, line);
      if (line.startsWith("ExecStart=")) {
        assertKnown(line);
      }
    }
  }
}
