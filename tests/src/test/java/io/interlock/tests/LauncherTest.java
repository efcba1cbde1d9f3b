package io.interlock.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher, in a folder with a blank in its name, with a stand-in for Maven that delivers
/// [EchoMain] as the command line.
class LauncherTest {
  private static final long DEADLINE_SECONDS = 60;

  @TempDir Path folder = Path.of("");

  private Path root = Path.of("");
  private Path tools = Path.of("");

  private record Outcome(int status, String out, String err) {}

  @BeforeEach
  void layOutARepository() throws IOException {
    root = Files.createDirectories(folder.resolve("a clone"));
    tools = Files.createDirectories(folder.resolve("tools"));
    Files.copy(Repository.ROOT.resolve("interlock"), root.resolve("interlock"));
    Files.createDirectories(root.resolve("cli/src/main"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    Files.writeString(root.resolve("cli/pom.xml"), "<project/>");
  }

  @Test
  void aJavaHomeThatIsNoJdk25IsOneLineAndStatus2() throws Exception {
    var outcome = launch(Map.of("INTERLOCK_JAVA_HOME", folder.toString()));
    assertEquals(2, outcome.status());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertTrue(outcome.err().contains("INTERLOCK_JAVA_HOME=" + folder), outcome.err());
  }

  @Test
  void aMissingMavenIsOneLineAndStatus2() throws Exception {
    for (var tool : List.of("mkdir", "rm")) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/bin", tool));
    }
    var outcome = launch(Map.of("PATH", tools.toString()));
    assertEquals(2, outcome.status());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertTrue(outcome.err().contains("Maven"), outcome.err());
  }

  @Test
  void aBuildThatFailsIsStatus3AndShowsItsErrors() throws Exception {
    maven("echo '[ERROR] no such class'; exit 1");
    var outcome = launch(Map.of());
    assertEquals(3, outcome.status());
    assertTrue(outcome.err().contains("[ERROR] no such class"), outcome.err());
    assertTrue(outcome.err().contains("build.log"), outcome.err());
  }

  @Test
  void itBuildsOnceAndHandsArgumentsAndStatusThrough() throws Exception {
    mavenDelivers(folder.resolve("echo.jar"));
    var first = launch(Map.of(), "exit=7", "two words", "*");
    assertEquals(7, first.status(), first.err());
    assertEquals("[exit=7, two words, *]\n", first.out());
    assertTrue(first.err().contains("building (first use)"), first.err());

    var second = launch(Map.of("INTERLOCK_JAVA_OPTS", "-XX:+UseSerialGC -Dx=*"), "exit=0");
    assertEquals(new Outcome(0, "[exit=0]\n", ""), second);
  }

  private Outcome launch(Map<String, String> environment, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(root.resolve("interlock").toString()));
    command.addAll(List.of(arguments));
    var out = folder.resolve("out.txt");
    var err = folder.resolve("err.txt");
    var builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    var variables = builder.environment();
    variables.keySet().removeIf(name -> name.startsWith("INTERLOCK_") || name.contains("JAVA"));
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.put("PATH", tools + ":" + System.getenv("PATH"));
    variables.putAll(environment);
    var process = builder.start();
    try {
      assertTrue(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), "the launcher hangs");
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private void mavenDelivers(Path jar) throws IOException {
    writeEchoJar(jar);
    maven("mkdir -p cli/target && cp '%s' cli/target/interlock.jar".formatted(jar));
  }

  private void maven(String script) throws IOException {
    var mvn = Files.writeString(tools.resolve("mvn"), "#!/bin/sh\n" + script + "\n", UTF_8);
    Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void writeEchoJar(Path jar) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, EchoMain.class.getName());
    var entry = EchoMain.class.getName().replace('.', '/') + ".class";
    try (var bytes = EchoMain.class.getResourceAsStream("/" + entry);
        var written = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      written.putNextEntry(new JarEntry(entry));
      written.write(Objects.requireNonNull(bytes).readAllBytes());
    }
  }
}
