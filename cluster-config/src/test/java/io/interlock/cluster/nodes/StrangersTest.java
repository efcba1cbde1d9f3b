package io.interlock.cluster.nodes;

import static io.interlock.cluster.nodes.SmallFleet.HOST;
import static io.interlock.cluster.nodes.SmallFleet.LOOPBACK;
import static io.interlock.cluster.nodes.SmallFleet.port;
import static io.interlock.cluster.nodes.SmallFleet.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.JoinSeedNodes;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.typesafe.config.ConfigFactory;
import io.interlock.actors.scenario.ScenarioBundle;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Whoever has no business at the port of a node is refused in one line, and the fleet goes on.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class StrangersTest {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

  @TempDir private static Path folder = Path.of("");
  private static SmallFleet fleet = new SmallFleet(new ScenarioBundle("", Map.of()), "");

  private final Logger logger = (Logger) LoggerFactory.getLogger("fleet");
  private final Logger akka = (Logger) LoggerFactory.getLogger("akka");
  private final Lines lines = new Lines();

  /// What is logged.
  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
        said.add(event.getFormattedMessage());
      }
    }
  }

  @BeforeAll
  static void runAlone() throws IOException {
    fleet = SmallFleet.in(folder);
  }

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    akka.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    akka.detachAppender(lines);
  }

  private static NodeOptions with(Path tls) {
    return new NodeOptions(HOST, 0, 1, null, tls.toString());
  }

  private static void send(FleetNode node, byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(node))) {
      exchange(socket, bytes);
    }
  }

  /// Says something to a node, which hangs up.
  private static void exchange(Socket socket, byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      byte[] answer = socket.getInputStream().readAllBytes();
      assertTrue(answer.length < bytes.length, "an alert at most");
    } catch (IOException hungUp) {
      assertFalse(String.valueOf(hungUp.getMessage()).isEmpty());
    }
  }

  private static byte[] garbage() {
    byte[] garbage = new byte[10_000];
    new SplittableRandom(1).nextBytes(garbage);
    return garbage;
  }

  private long count(Predicate<String> which) {
    return lines.said.stream().filter(which).count();
  }

  /// Waits for a line with all these words, and hears whether it is the only one.
  private void assertOneLine(String... words) throws InterruptedException {
    Predicate<String> which = line -> List.of(words).stream().allMatch(line::contains);
    long begun = System.nanoTime();
    while (count(which) == 0) {
      assertTrue(System.nanoTime() - begun < DEADLINE_NANOS, List.of(words) + ": " + lines.said);
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertEquals(1, count(which), () -> "" + lines.said);
  }

  @Test
  void whoeverDoesNotSpeakAsNodesDo() throws IOException, InterruptedException {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, fleet.bundle(), 2);
        Socket halfOpen = new Socket(InetAddress.getLoopbackAddress(), port(lead))) {
      for (int i = 0; i < 3; i++) {
        send(lead, garbage());
        send(lead, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      assertOneLine("refused 127.0.0.1: it does not speak as nodes do");
      try (FleetNode other = SmallFleet.joining(lead, LOOPBACK)) {
        assertEquals(fleet.expected(), result(lead));
        assertTrue(other.awaitEnd());
      }
      assertFalse(halfOpen.isClosed());
      assertOneLine("refused");
    }
  }

  /// Akka would wait for two gibibytes, or go round in circles where an `int` overflows.
  @Test
  void whoeverSaysThatAFrameIsLongerThanAnyCanBe() throws IOException, InterruptedException {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, fleet.bundle(), 1)) {
      for (int length : new int[] {Integer.MAX_VALUE, -4, 0, 1 << 30}) {
        byte[] bytes = new byte[100];
        ByteBuffer.wrap(bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("AKKA\1".getBytes(StandardCharsets.US_ASCII))
            .putInt(length);
        send(lead, bytes);
      }
      assertOneLine("refused 127.0.0.1: it does not speak as nodes do");
      assertEquals(fleet.expected(), result(lead));
      assertOneLine("refused");
      assertEquals(0, count(line -> line.contains("Error in stage")), () -> "" + lines.said);
    }
  }

  @Test
  void aSystemWithAnotherNameAndANodeOfAnotherVersion() throws InterruptedException {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, fleet.bundle(), 2)) {
      ActorSystem<Void> named = joining(lead, "somebody", Map.of());
      assertOneLine("refused akka://somebody@127.0.0.1:", "another system");
      Map<String, Object> newer = Map.of(ProtocolCheck.PROTOCOL, Message.VERSION + 1);
      joining(lead, FleetNode.SYSTEM, newer).getWhenTerminated().toCompletableFuture().join();
      assertOneLine("tried to join: interlock.fleet.protocol is incompatible");
      try (FleetNode other = SmallFleet.joining(lead, LOOPBACK)) {
        assertEquals(fleet.expected(), result(lead));
        assertTrue(other.awaitEnd());
      }
      named.terminate();
      named.getWhenTerminated().toCompletableFuture().join();
      assertOneLine("refused");
    }
  }

  @Test
  void aNodeWhoseHostsMayDoOtherwise() throws InterruptedException {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, fleet.bundle(), 1)) {
      Map<String, Object> other = Map.of(ProtocolCheck.BUILD, "another");
      joining(lead, FleetNode.SYSTEM, other).getWhenTerminated().toCompletableFuture().join();
      assertOneLine("tried to join: interlock.fleet.build is incompatible");
      assertEquals(fleet.expected(), result(lead));
    }
  }

  private static ActorSystem<Void> joining(
      FleetNode lead, String name, Map<String, Object> config) {
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            name,
            ConfigFactory.parseMap(config).withFallback(FleetNode.config(LOOPBACK)));
    Address seed = new Address("akka", name, HOST, port(lead));
    Cluster.get(system).manager().tell(new JoinSeedNodes(List.of(seed)));
    return system;
  }

  @Test
  void whoeverHasNoCertificateOfTheSameAuthority()
      throws IOException, InterruptedException, GeneralSecurityException {
    Certificates made = new Certificates(Files.createDirectory(folder.resolve("tls")));
    made.authority("ours");
    made.authority("theirs");
    Path good = made.node("good", "ours");
    Path other = made.node("other", "theirs");
    Path expired = made.node("expired", "ours", "-startdate", "-10d", "-validity", "5");
    assertRefused(expired, "tls.crt: NotAfter");
    Files.writeString(other.resolve("ca.crt"), Files.readString(good.resolve("ca.crt")));
    try (FleetNode lead = FleetNode.lead(with(good), fleet.bundle(), 2)) {
      for (int i = 0; i < 2; i++) {
        send(lead, garbage());
      }
      assertOneLine("refused a peer: no TLS handshake", "SSL");
      try (Socket late =
          made.client("expired")
              .getSocketFactory()
              .createSocket(InetAddress.getLoopbackAddress(), port(lead))) {
        exchange(late, garbage());
        assertOneLine("refused a peer: no TLS handshake", "validity check failed");
      }
      try (FleetNode stranger = SmallFleet.joining(lead, with(other))) {
        assertOneLine("refused a peer: no TLS handshake", "path building failed");
        assertFalse(stranger.address().isEmpty());
      }
      try (FleetNode friend = SmallFleet.joining(lead, with(good))) {
        assertEquals(fleet.expected(), result(lead));
        assertTrue(friend.awaitEnd());
      }
    }
  }

  @Test
  void filesThatAreNotThoseOfTlsAreRefusedBeforeTheFleetBegins() throws IOException {
    Path junk = Files.createDirectory(folder.resolve("junk"));
    for (String file : List.of("tls.crt", "tls.key", "ca.crt")) {
      Files.writeString(junk.resolve(file), "junk");
    }
    assertRefused(junk, "tls.crt: ");
  }

  private static void assertRefused(Path tls, String... words) {
    var e = assertThrows(FleetException.class, () -> FleetNode.lead(with(tls), fleet.bundle(), 1));
    String said = String.valueOf(e.getMessage());
    for (String word : words) {
      assertTrue(said.contains(word), said);
    }
    assertEquals(1, said.lines().count(), said);
  }
}
