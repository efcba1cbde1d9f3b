package io.interlock.cluster.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A headless Chromium with one page, driven by its DevTools protocol.
final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final long DEADLINE_SECONDS = 60;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  private Browser(Process process, URI page) {
    this.process = process;
    socket = client.newWebSocketBuilder().buildAsync(page, new Ear()).join();
    for (String domain : List.of("Runtime", "Log", "Network", "Page")) {
      call(domain + ".enable", Map.of());
    }
  }

  /// Where a browser is; null where there is none.
  static @Nullable Path find() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      for (String name : NAMES) {
        if (Files.isExecutable(Path.of(folder, name))) {
          return Path.of(folder, name);
        }
      }
    }
    return null;
  }

  /// Starts it with an empty page.
  ///
  /// @param profile an empty folder
  static Browser start(Path program, Path profile) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("chromium.log").toFile())
            .start();
    try {
      int port = port(process, profile.resolve("DevToolsActivePort"));
      HttpRequest pages = HttpRequest.newBuilder(address(port, "/json/new")).PUT(none()).build();
      try (HttpClient client = HttpClient.newHttpClient()) {
        String opened = client.send(pages, HttpResponse.BodyHandlers.ofString()).body();
        String page = MAPPER.readTree(opened).get("webSocketDebuggerUrl").asText();
        return new Browser(process, URI.create(page));
      }
    } catch (IOException | InterruptedException | RuntimeException failed) {
      process.destroyForcibly();
      throw failed;
    }
  }

  private static HttpRequest.BodyPublisher none() {
    return HttpRequest.BodyPublishers.noBody();
  }

  private static URI address(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /// The port that the browser has chosen, once it has.
  private static int port(Process process, Path file) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!Files.exists(file) || Files.readAllLines(file).isEmpty()) {
      boolean ended = process.waitFor(20, TimeUnit.MILLISECONDS);
      if (ended || System.nanoTime() > deadline) {
        throw new IOException("the browser does not start");
      }
    }
    return Integer.parseInt(Files.readAllLines(file).getFirst());
  }

  /// Hears what the browser says.
  private final class Ear implements WebSocket.Listener {
    private final StringBuilder heard = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      heard.append(data);
      if (last) {
        String message = heard.toString();
        heard.setLength(0);
        try {
          hear(MAPPER.readTree(message));
        } catch (IOException e) {
          complaints.add(e.toString());
        }
      }
      from.request(1);
      return null;
    }
  }

  private void hear(JsonNode message) {
    if (message.has("id")) {
      answers
          .computeIfAbsent(message.get("id").asInt(), _ -> new CompletableFuture<>())
          .complete(message);
      return;
    }
    JsonNode told = message.get("params");
    switch (message.get("method").asText()) {
      case "Network.requestWillBeSent" -> requests.add(told.get("request").get("url").asText());
      case "Runtime.exceptionThrown" -> complaints.add(told.get("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> complaints.add(told.get("args").toString());
      case "Log.entryAdded" -> complaints.add(told.get("entry").toString());
      default -> {}
    }
  }

  /// Calls a method of the protocol, and waits for its result.
  private JsonNode call(String method, Map<String, ?> params) {
    int id = calls.incrementAndGet();
    CompletableFuture<JsonNode> answer =
        answers.computeIfAbsent(id, _ -> new CompletableFuture<>());
    try {
      String text = MAPPER.writeValueAsString(Map.of("id", id, "method", method, "params", params));
      socket.sendText(text, true).join();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    JsonNode message = answer.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
    if (!message.has("result")) {
      throw new IllegalStateException(method + ": " + message);
    }
    return message.get("result");
  }

  /// Goes to another page, of which nothing is known yet.
  void open(String address) {
    complaints.clear();
    requests.clear();
    call("Page.navigate", Map.of("url", address));
  }

  /// The value of an expression in the page, which may be a promise of it.
  JsonNode value(String expression) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
    }
    return result.get("result").path("value");
  }

  /// The words of an element.
  String text(String id) {
    return value("document.getElementById('" + id + "').textContent").asText();
  }

  /// Waits until a condition holds in the page.
  void await(String condition) {
    value(
        "new Promise(holds => { const look = () => (%s) ? holds() : setTimeout(look, 20); look(); })"
            .formatted(condition));
  }

  /// As on a screen of this size and with these colours.
  ///
  /// @param scheme `light` or `dark`
  void screen(int width, int height, String scheme) {
    Map<String, String> colours = Map.of("name", "prefers-color-scheme", "value", scheme);
    call("Emulation.setEmulatedMedia", Map.of("features", List.of(colours)));
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /// Moves the pointer there.
  void point(int x, int y) {
    call("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
  }

  /// A picture of the whole page, as PNG.
  byte[] picture() {
    JsonNode result =
        call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    return Base64.getDecoder().decode(result.get("data").asText());
  }

  /// What the page complained about on its console.
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /// What the page asked for.
  List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    try {
      boolean _ = process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }
}
