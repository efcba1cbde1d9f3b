package io.interlock.cluster.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.interlock.actors.scenario.FleetScenario;
import io.interlock.cluster.fleet.FleetResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The page as Chromium shows it.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BrowserTest {
  private static @Nullable Browser started;

  private final Browser browser;
  private final FleetScenario scenario;
  private final LivePage page;
  private final LiveFleets.Gate gate;
  private final CompletableFuture<FleetResult> run;

  @BeforeAll
  static void start(@TempDir Path profile) throws IOException, InterruptedException {
    Path program = Browser.find();
    assumeTrue(program != null, "no Chromium on the PATH");
    started = Browser.start(Objects.requireNonNull(program), profile);
  }

  @AfterAll
  static void stop() {
    if (started != null) {
      started.close();
    }
  }

  BrowserTest(@TempDir Path folder) throws IOException {
    browser = Objects.requireNonNull(started);
    scenario = LiveFleets.scenario(folder);
    page = LivePage.open(scenario, 0);
    gate = new LiveFleets.Gate(page.watch());
    run = CompletableFuture.supplyAsync(() -> LiveFleets.run(scenario, page, gate));
  }

  @BeforeEach
  void open() {
    browser.screen(1_200, 900, "light");
    browser.open(page.address());
    browser.await("document.getElementById('status')?.textContent === 'running'");
  }

  @AfterEach
  void close() {
    gate.open(1_000_000);
    FleetResult _ = run.join();
    browser.open("about:blank");
    page.close();
  }

  @Test
  void figuresChangeByThemselvesUntilTheEnd() {
    assertEquals("a \"quoted\" fleet.conf", browser.text("scenario"));
    assertTrue(browser.text("outline").startsWith("8 hosts, 11 VMs with 16 vCPUs"));
    String early = browser.text("passed");
    gate.open(1);
    browser.await("document.getElementById('passed').textContent !== '%s'".formatted(early));
    gate.open(1_000_000);
    browser.await("document.getElementById('status').textContent === 'finished'");
    assertTrue(browser.text("passed").startsWith("60.0 ms of 60.0 ms"), browser.text("passed"));
    assertEquals("6 up, 1 draining, 1 failed", browser.text("hosts-more"));
    assertEquals("0", browser.text("violations"));
    assertEquals(
        "100 % a \"quoted\" fleet.conf – Interlock", browser.value("document.title").asText());
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void nothingComesFromElsewhere() {
    gate.open(1_000_000);
    browser.await("document.getElementById('status').textContent === 'finished'");
    for (String request : browser.requests()) {
      assertTrue(request.startsWith(page.address()), request);
    }
    assertEquals(4, browser.requests().size(), "page, style, script and updates");
  }

  @Test
  void aPageThatComesLateSeesTheWhole() {
    gate.open(1);
    browser.open(page.address());
    browser.await("document.getElementById('status')?.textContent === 'running'");
    assertEquals("8", browser.text("hosts"));
    assertEquals(4, browser.value("document.querySelectorAll('figure canvas').length").asInt());
  }

  @Test
  void aHostIsNamedUnderThePointerAndByKeys() {
    assertTrue(browser.value("document.getElementById('tip').hidden").asBoolean());
    browser.value("document.querySelectorAll('figure canvas')[0].scrollIntoView()");
    String corner = "document.querySelectorAll('figure canvas')[0].getBoundingClientRect()";
    browser.point(
        browser.value(corner + ".left").asInt() + 30, browser.value(corner + ".top").asInt() + 3);
    browser.await("!document.getElementById('tip').hidden");
    assertTrue(
        browser.text("tip").startsWith("clusters-1 (up)\nthree-clusters\n"), browser.text("tip"));
    browser.value("document.querySelectorAll('figure canvas')[2].focus()");
    browser.value(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight'}))");
    assertFalse(browser.value("document.getElementById('tip').hidden").asBoolean());
    assertTrue(browser.text("tip").startsWith("plain-1 ("), browser.text("tip"));
  }

  /// Canvases are drawn, in colours that follow the reader's, and nothing is wider than the screen.
  @Test
  void itFitsScreensAndColours() {
    gate.open(4);
    String pixels =
        "Array.from(document.querySelector('figure canvas').getContext('2d')"
            + ".getImageData(3, 3, 1, 1).data).join(' ')";
    String light = browser.value(pixels).asText();
    for (int width : new int[] {320, 700, 1_900}) {
      browser.screen(width, 900, "dark");
      browser.await("window.innerWidth === " + width);
      browser.await("document.documentElement.scrollWidth <= " + width);
      browser.await("'%s' !== %s".formatted(light, pixels));
    }
  }

  @Test
  void aLostConnectionIsSaid() {
    page.close();
    browser.await("document.getElementById('status').textContent === 'failed'");
    assertEquals("the run ended without a result", browser.text("failure"));
  }
}
