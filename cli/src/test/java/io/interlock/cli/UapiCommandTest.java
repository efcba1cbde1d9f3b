package io.interlock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `interlock run` of a scenario that makes calls.
class UapiCommandTest {
  @TempDir Path folder = Path.of("");

  private final CliFixture cli = CliFixture.answering(SampleResult.of(false));

  private String scenario(String calls) throws IOException {
    Files.writeString(folder.resolve("calls.uapi"), calls);
    Path scenario = folder.resolve("uapi.conf");
    Files.writeString(scenario, "host.preset = pair\nuapi = \"calls.uapi\"\n");
    return scenario.toString();
  }

  @Test
  void eachCallIsPrintedWithItsResult() throws IOException {
    int status = cli.execute("run", scenario("KVM_CREATE_VCPU 0\nKVM_CREATE_VCPU 0 = -EEXIST\n"));
    assertEquals(ExitStatus.OK, status, cli.err());
    assertTrue(cli.out().contains("  KVM_CREATE_VCPU 0  -EEXIST\n"), cli.out());
  }

  @Test
  void anUnexpectedResultIsSaidAndCounts() throws IOException {
    int status = cli.execute("run", scenario("KVM_CREATE_VCPU 0 = -EBUSY\n"));
    assertEquals(ExitStatus.VIOLATION, status, cli.err());
    assertTrue(cli.out().contains("0  <-- line 1 expects -EBUSY\n"), cli.out());
  }

  @Test
  void theJsonHoldsTheCalls() throws IOException {
    cli.execute("run", scenario("== a\nKVM_RUN 3\n"), "--json");
    assertTrue(
        cli.out()
            .contains(
                "\"calls\":[{\"section\":\"a\",\"line\":2,\"call\":\"KVM_RUN 3\","
                    + "\"result\":\"no vCPU 3\",\"expected\":null}]"),
        cli.out());
  }

  @Test
  void badCallsGetOneLine() throws IOException {
    int status = cli.execute("run", scenario("\nKVM_RNU 0\n"));
    assertEquals(ExitStatus.BAD_CALL, status);
    assertEquals(1, cli.err().lines().count());
    assertTrue(cli.err().contains("calls.uapi:2: unknown \"KVM_RNU\""), cli.err());
  }

  @Test
  void exploringCallsIsRefused() throws IOException {
    int status = cli.execute("explore", scenario("KVM_CREATE_VCPU 0\n"));
    assertEquals(ExitStatus.BAD_CALL, status);
    assertTrue(cli.err().contains("uapi.conf:2: calls of user space"), cli.err());
  }
}
