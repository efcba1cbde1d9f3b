package io.interlock.cluster.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.interlock.actors.scenario.FleetScenario;
import io.interlock.cluster.fleet.FleetPlan;
import io.interlock.cluster.fleet.FleetResult;
import io.interlock.cluster.fleet.FleetWatch;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Shows a fleet to whoever is on this machine, as long as the process lives: a page at `/`, the
/// state at `/state.json`, what changes of it at `/updates`, and metrics at `/metrics`.
public final class LivePage implements AutoCloseable {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String CSS = "text/css; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private final Board board;
  private final Outline outline;
  private final Updates updates;
  private final HttpServer server;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  private LivePage(String scenario, FleetPlan plan, int port) throws IOException {
    board = new Board(plan);
    outline = Outline.of(scenario, plan);
    updates = new Updates(board, outline);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(workers);
    server.createContext("/", this::answer);
    server.start();
  }

  /// Opens it on a port of the loopback address; 0 is any that is free.
  ///
  /// @throws IOException when somebody else has the port
  public static LivePage open(FleetScenario scenario, int port) throws IOException {
    return new LivePage(scenario.scenario().file(), FleetPlan.of(scenario), port);
  }

  /// Where it is.
  public String address() {
    InetSocketAddress bound = server.getAddress();
    return "http://" + bound.getAddress().getHostAddress() + ":" + bound.getPort() + "/";
  }

  /// What has to be told of the fleet.
  public FleetWatch watch() {
    return board;
  }

  /// The fleet has come to its end, or was interrupted.
  public void ended(FleetResult result) {
    board.over(result.interrupted() ? Picture.Status.INTERRUPTED : Picture.Status.FINISHED, "");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        send(exchange, 405, "text/plain", "only GET\n");
        return;
      }
      switch (path) {
        case "/" -> send(exchange, 200, HTML, resource("/page.html"));
        case "/page.css" -> send(exchange, 200, CSS, resource(path));
        case "/page.js" -> send(exchange, 200, SCRIPT, resource(path));
        case "/state.json" -> send(exchange, 200, JSON, updates.whole());
        case "/metrics" ->
            send(exchange, 200, Exposition.CONTENT_TYPE, Metrics.of(outline, board.newest()));
        case "/updates" -> {
          headers(exchange, "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          updates.stream(exchange.getResponseBody());
        }
        default -> send(exchange, 404, "text/plain", "there are /, /state.json and /metrics\n");
      }
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream file = LivePage.class.getResourceAsStream(name.substring(1))) {
      if (file == null) {
        throw new IOException("no " + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void headers(HttpExchange exchange, String type) {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    // The page loads nothing from elsewhere; a browser that holds it to that would say so.
    exchange
        .getResponseHeaders()
        .set("Content-Security-Policy", "default-src 'self'; img-src data:");
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    headers(exchange, type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /// Tells all pages how it ended, and goes.
  @Override
  public void close() {
    board.over(Picture.Status.FAILED, "the run ended without a result");
    updates.awaitAll();
    server.stop(0);
    workers.shutdownNow();
  }
}
