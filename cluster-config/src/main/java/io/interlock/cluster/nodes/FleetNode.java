package io.interlock.cluster.nodes;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import akka.japi.function.Function;
import akka.remote.RemoteTransportException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.interlock.actors.result.Progress;
import io.interlock.actors.result.RunControl;
import io.interlock.actors.scenario.ScenarioBundle;
import io.interlock.cluster.fleet.FleetResult;
import io.interlock.cluster.fleet.FleetWatch;
import io.interlock.engine.Engine;
import java.io.ByteArrayOutputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A JVM that is a node of a fleet.
public final class FleetNode implements AutoCloseable {
  static final String SYSTEM = "interlock-fleet";
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
  private static final long POLL_MILLIS = 200;

  private final Engine engine;
  private final ActorSystem<NodeMessage> system;
  private final NodeHandle handle = new NodeHandle();
  private final JournalStore.@Nullable Hold hold;

  private FleetNode(
      NodeOptions options, @Nullable ScenarioBundle bundle, int nodes, FleetWatch watch) {
    JournalStore journal = options.journal();
    String tls = options.tls();
    if (tls != null) {
      TlsFolder.check(tls);
    }
    if (journal != null) {
      journal.prepare();
    }
    hold = journal == null || bundle == null ? null : checked(journal).hold();
    engine = new Engine(1);
    try {
      system =
          ActorSystem.create(
              NodeActor.create(engine, bundle, nodes, journal, watch, handle),
              SYSTEM,
              config(options));
    } catch (RemoteTransportException failed) {
      release();
      throw FleetException.cannotBegin(
          "--bind %s:%d: %s; allowed: an address of this machine, and a port that is free"
              .formatted(options.bindHost(), options.bindPort(), lastCause(failed)));
    } catch (RuntimeException | Error failed) {
      release();
      throw failed;
    }
  }

  private static JournalStore checked(JournalStore journal) {
    journal.check();
    return journal;
  }

  private static String lastCause(RemoteTransportException failed) {
    String said = String.valueOf(failed.getMessage());
    return said.substring(said.lastIndexOf(": ") + 2);
  }

  /// The first node of a fleet, which begins when there are so many nodes.
  ///
  /// @throws FleetException when the address or the journal cannot be used
  public static FleetNode lead(NodeOptions options, ScenarioBundle bundle, int nodes) {
    return lead(options, bundle, nodes, FleetWatch.NONE);
  }

  /// The same, while somebody watches here, where the coordinator is.
  public static FleetNode lead(
      NodeOptions options, ScenarioBundle bundle, int nodes, FleetWatch watch) {
    FleetNode node = new FleetNode(options, bundle, nodes, watch);
    Cluster cluster = Cluster.get(node.system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    return node;
  }

  /// Another node, which learns from the one at this address what the fleet is.
  ///
  /// @throws FleetException when the address or the journal cannot be used
  public static FleetNode join(NodeOptions options, String host, int port) {
    FleetNode node = new FleetNode(options, null, 1, FleetWatch.NONE);
    Address seed = new Address("akka", SYSTEM, host, port);
    Cluster.get(node.system).manager().tell(new JoinSeedNodes(List.of(seed)));
    return node;
  }

  static Config config(NodeOptions options) {
    Map<String, Object> own = new TreeMap<>();
    own.put("akka.remote.artery.canonical.hostname", options.bindHost());
    own.put("akka.remote.artery.canonical.port", options.bindPort());
    own.put(ProtocolCheck.PROTOCOL, Message.VERSION);
    own.put(ProtocolCheck.BUILD, Build.id());
    own.put("akka.cluster.roles", List.of(NodeThreads.role(options.threads())));
    own.put("fleet-hosts-dispatcher.thread-pool-executor.fixed-pool-size", options.threads());
    JournalStore journal = options.journal();
    if (journal != null) {
      own.putAll(journal.config());
    }
    String tls = options.tls();
    if (tls != null) {
      own.put("akka.remote.artery.transport", "tls-tcp");
      String engine = "akka.remote.artery.ssl.rotating-keys-engine.";
      own.put(engine + "key-file", tls + "/tls.key");
      own.put(engine + "cert-file", tls + "/tls.crt");
      own.put(engine + "ca-cert-file", tls + "/ca.crt");
    }
    return ConfigFactory.systemProperties()
        .withFallback(ConfigFactory.parseMap(own))
        .withFallback(ConfigFactory.parseResources(FleetNode.class, "node.conf"))
        .withFallback(ConfigFactory.defaultReference())
        .resolve();
  }

  /// Where other nodes reach this one, as `HOST:PORT`.
  public String address() {
    return Lookout.place(Cluster.get(system).selfMember().address());
  }

  /// How long a node that joins waits to be let in, and then gives up.
  public Duration patience() {
    return system
        .settings()
        .config()
        .getDuration("akka.cluster.shutdown-after-unsuccessful-join-seed-nodes");
  }

  /// Waits until the node is not needed any more, or is alone: it found no fleet, was not let in,
  /// or lost sight of the others. Says whether the fleet came to its end.
  public boolean awaitEnd() {
    return handle
        .home()
        .applyToEither(system.getWhenTerminated().thenApply(_ -> false), ended -> ended)
        .join();
  }

  /// Waits for the result of the fleet while reporting progress.
  ///
  /// @return the result, or null when somebody asked to stop
  /// @throws FleetException when the fleet ended without one, or the node left the cluster
  public @Nullable FleetResult awaitResult(long endPicos, RunControl control) {
    long started = System.nanoTime();
    boolean underWay = false;
    while (!control.stopRequested().getAsBoolean()) {
      NodeMessage.Status status = status();
      if (status != null) {
        underWay |= status.nowPicos() > 0;
        if (!status.failure().isEmpty()) {
          throw underWay
              ? FleetException.stopped(status.failure())
              : FleetException.cannotBegin(status.failure());
        }
        if (status.parts() > 0) {
          FleetResult result = fetch(status.parts());
          dismiss(true);
          return result;
        }
        long wall = System.nanoTime() - started;
        control
            .progress()
            .progressed(new Progress(status.nowPicos(), endPicos, status.events(), wall));
      }
      if (isGone()) {
        throw FleetException.stopped("this node has left the cluster");
      }
    }
    abandon();
    return null;
  }

  /// Waits until the fleet begins: all nodes are there that it waits for, or had time to come.
  void awaitBegin() {
    handle.coordinator().join();
  }

  /// Waits until the fleet is at its end, and leaves the result where it is.
  void awaitEndOfRun() {
    NodeMessage.Status status = status();
    while (status == null || status.parts() == 0) {
      status = status();
    }
  }

  private boolean isGone() {
    return system.getWhenTerminated().toCompletableFuture().isDone();
  }

  /// Without the node that was asked for it nobody wants the result: others need not go on.
  private void abandon() {
    if (hasFleet() && !isGone()) {
      dismiss(false);
    }
  }

  /// Has the coordinator tell the other nodes to go home, and waits until they do.
  private void dismiss(boolean ended) {
    ActorRef<CoordinatorMessage> coordinator = handle.coordinator().join();
    try {
      NodeMessage _ = ask(coordinator, replyTo -> new CoordinatorMessage.Dismiss(ended, replyTo));
    } catch (CompletionException _) {
      // Whoever is still there will miss this node.
    }
  }

  /// Whether the node has learnt what the fleet is, and worked for it.
  public boolean hasFleet() {
    return handle.coordinator().isDone();
  }

  /// How far the fleet is; null while nobody answers.
  private NodeMessage.@Nullable Status status() {
    try {
      ActorRef<CoordinatorMessage> coordinator =
          handle.coordinator().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      Thread.sleep(POLL_MILLIS);
      return (NodeMessage.Status) ask(coordinator, CoordinatorMessage.Ask::new);
    } catch (TimeoutException | CompletionException _) {
      return null;
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private FleetResult fetch(int parts) {
    ActorRef<CoordinatorMessage> coordinator = handle.coordinator().join();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int part = 0; part < parts; part++) {
      int number = part;
      NodeMessage answer =
          ask(coordinator, replyTo -> new CoordinatorMessage.Fetch(number, replyTo));
      bytes.writeBytes(Base64.getDecoder().decode(((NodeMessage.Part) answer).base64()));
    }
    return ResultBytes.read(bytes.toByteArray());
  }

  private NodeMessage ask(
      ActorRef<CoordinatorMessage> coordinator,
      Function<ActorRef<NodeMessage>, CoordinatorMessage> question) {
    return AskPattern.<CoordinatorMessage, NodeMessage>ask(
            coordinator, question, ANSWER_WITHIN, system.scheduler())
        .toCompletableFuture()
        .join();
  }

  /// Where its actors are.
  ActorSystem<?> system() {
    return system;
  }

  /// Leaves the cluster and stops all that runs here.
  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    release();
  }

  private void release() {
    engine.close();
    try {
      if (hold != null) {
        hold.end();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the journal cannot be closed", e);
    }
  }
}
