package io.interlock.cluster.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.interlock.actors.scenario.FleetScenario;
import io.interlock.cluster.fleet.FleetResult;
import io.interlock.cluster.fleet.FleetWatch;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LivePageTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final FleetScenario scenario;
  private final LivePage page;
  private final FleetResult result;

  LivePageTest(@TempDir Path folder) throws IOException {
    scenario = LiveFleets.scenario(folder);
    page = LivePage.open(scenario, 0);
    result = LiveFleets.run(scenario, page, page.watch());
  }

  @AfterEach
  void close() {
    page.close();
    client.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(page.address() + path)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void metricsKeepToTheFormat() throws Exception {
    HttpResponse<String> response = get("metrics");
    assertEquals(
        "text/plain; version=0.0.4; charset=utf-8",
        response.headers().firstValue("Content-Type").orElse(""));
    Map<String, Double> metrics = ExpositionFormat.read(response.body());
    assertEquals(0.06, metrics.get("interlock_fleet_virtual_seconds_total"));
    assertEquals(6, metrics.get("interlock_fleet_hosts{state=up}"));
    assertEquals(1, metrics.get("interlock_fleet_hosts{state=draining}"));
    assertEquals(1, metrics.get("interlock_fleet_hosts{state=failed}"));
    assertEquals(1, metrics.get("interlock_fleet_status{status=finished}"));
    assertEquals(0, metrics.get("interlock_fleet_status{status=running}"));
    assertEquals(0, metrics.get("interlock_fleet_violations"));
    double all =
        metrics.entrySet().stream()
            .filter(metric -> metric.getKey().startsWith("interlock_fleet_vms{"))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    assertEquals(11, all, "each VM is in one state");
    String prime = "{cluster=prime, core=Cortex-X4, host_kind=clusters}";
    assertEquals(
        0.3, metrics.getOrDefault("interlock_fleet_core_seconds_total" + prime, 0.0), 1e-9);
    assertTrue(metrics.getOrDefault("interlock_fleet_core_busy_seconds_total" + prime, 1.0) <= 0.3);
  }

  @Test
  void stateSaysWhatScriptsAskFor() throws Exception {
    JsonNode state = new ObjectMapper().readTree(get("state.json").body());
    assertEquals("finished", state.at("/now/status").asText());
    assertEquals(0.06, state.at("/now/virtualSeconds").asDouble());
    assertEquals(3, state.at("/fleet/kinds/0/cores").size());
    assertEquals("LITTLE", state.at("/fleet/kinds/0/cores/0/cluster").asText());
    assertEquals(8, state.get("hosts").size());
    assertEquals("failed", state.at("/hosts/5/state").asText());
    assertTrue(state.at("/hosts/4/busyPercent/Cortex-X4").isInt());
  }

  @Test
  void updatesEndWithTheRun() throws Exception {
    String updates = get("updates").body();
    assertTrue(updates.startsWith("event: fleet\ndata: {"), updates);
    assertTrue(updates.contains("event: state\ndata: {\"status\":\"finished\""), updates);
  }

  @Test
  void watchingMakesNoDifference() {
    LiveFleets.Gate gate = new LiveFleets.Gate(FleetWatch.NONE);
    gate.open(Integer.MAX_VALUE);
    assertEquals(result.digest(), LiveFleets.run(scenario, page, FleetWatch.NONE).digest());
    assertEquals(result.digest(), LiveFleets.run(scenario, page, gate).digest());
  }

  @Test
  void nothingElseIsThere() throws Exception {
    assertEquals(404, get("../page.html").statusCode());
    assertEquals(404, get("page.html").statusCode());
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(page.address()))
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();
    assertEquals(405, client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode());
  }

  @Test
  void onlyThisMachineReachesIt() {
    assertTrue(page.address().matches("http://127\\.0\\.0\\.1:[0-9]+/"), page.address());
  }

  @Test
  void aPortInUseIsRefused() {
    int port = URI.create(page.address()).getPort();
    assertThrows(BindException.class, () -> LivePage.open(scenario, port));
  }
}
