package io.interlock.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Adapter;
import io.interlock.engine.conductor.Conductor;
import io.interlock.engine.conductor.Frontier;
import io.interlock.engine.conductor.SimulationFailure;
import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.NotRepeatableException;
import io.interlock.engine.explore.Opening;
import io.interlock.engine.explore.Replay;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.States;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import io.interlock.engine.text.ActorNames;
import io.interlock.engine.text.OneLine;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A [World] of real Akka actors.
///
/// Where all states can be saved, a fresh execution goes back to the state in which the search
/// began; else its actors are stopped and the scene opens again.
final class ActorWorld implements World {
  private static final int SETTLED_WITHIN = 1_000_000;
  private static final int FAILURE_CHARS_MAX = 1_000;

  private final Scene scene;
  private final Conductor conductor;
  private final Frontier frontier;
  private final ActorRef<Stage.Command> stage;
  private final Watch watch;
  private final Channels channels;
  private final States present = new Present();
  private Frontier.@Nullable Image beginning;
  private @Nullable Violation violation;

  private record State(Frontier.Image image, Watch.Memory memory) implements Saved {}

  ActorWorld(Scene scene, Conductor conductor, ActorRef<Stage.Command> stage, Watch watch) {
    this.scene = scene;
    this.conductor = conductor;
    this.frontier = conductor.frontier();
    this.stage = stage;
    this.watch = watch;
    this.channels = new NumberedChannels(frontier.book());
    open();
  }

  private void open() {
    watch.mute(true);
    scene.opening().accept(new Beginning());
    watch.reset(scene.monitors().get());
    watch.mute(false);
    violation = null;
    requireNoIntruder();
    Frontier.Failure failure = failure();
    if (failure != null) {
      throw new SimulationFailure(failure.actor(), words(failure), failure.cause());
    }
    frontier.begin(scene.skewPicos(), scene.alikeOutside());
    beginning = frontier.unsaveable() == null ? frontier.save() : null;
  }

  @Override
  public Channels channels() {
    return channels;
  }

  /// Whoever reached in from outside may have changed anything, and will not do it again.
  private void requireNoIntruder() {
    SimulationFailure intrusion = conductor.takeFailure();
    if (intrusion != null) {
      throw new NotRepeatableException(
          new Replay.Mismatch(
              Math.max(0, frontier.steps() - 1),
              intrusion.actor(),
              "nobody from outside",
              String.valueOf(intrusion.getMessage())));
    }
  }

  /// What an actor threw and no rule of the scene allows, or null.
  private Frontier.@Nullable Failure failure() {
    for (Frontier.Failure failure : frontier.failures()) {
      if (!scene.mayFail().test(failure.cause())) {
        return failure;
      }
    }
    return null;
  }

  private static String words(Frontier.Failure failure) {
    return OneLine.of(
        ActorNames.plain(
            "actor %s failed on %s: %s".formatted(failure.actor(), failure.on(), failure.cause())),
        FAILURE_CHARS_MAX);
  }

  @Override
  public void restart() {
    requireNoIntruder();
    if (beginning != null && canLoad()) {
      frontier.load(beginning);
      watch.reset(scene.monitors().get());
      violation = null;
    } else {
      conductor.deliverNow(Adapter.toClassic(stage), new Stage.Command.Clear());
      requireNoIntruder();
      frontier.clear();
      open();
    }
  }

  @Override
  public <T extends @Nullable Object> T exclusively(Supplier<T> work) {
    return frontier.exclusively(work);
  }

  @Override
  public int steps() {
    return frontier.steps();
  }

  @Override
  public int enabledCount() {
    return frontier.readyCount();
  }

  @Override
  public int enabled(int index) {
    return frontier.ready(index);
  }

  @Override
  public int sentAt(int channel) {
    return frontier.sentAt(channel);
  }

  @Override
  public Object head(int channel) {
    return frontier.head(channel);
  }

  @Override
  public void step(int channel, Choices choices) {
    watch.beginStep();
    frontier.step(channel, choices::choose);
    requireNoIntruder();
    Frontier.Failure failure = failure();
    violation =
        failure == null ? watch.broken(present) : new Violation(Scene.FAILURE, words(failure));
  }

  @Override
  public @Nullable Violation violation() {
    return violation;
  }

  @Override
  public @Nullable Violation end() {
    requireNoIntruder();
    return watch.brokenAtEnd(present);
  }

  @Override
  public List<Violation> awaited() {
    return watch.awaits() ? watch.awaited(present) : World.super.awaited();
  }

  @Override
  public int[] touched() {
    return frontier.touched();
  }

  @Override
  public int[] lost() {
    return frontier.lost();
  }

  @Override
  public boolean stopped(int actor) {
    return frontier.stopped(actor);
  }

  @Override
  public List<Object> stated() {
    return watch.stated();
  }

  @Override
  public long nowPicos() {
    return frontier.nowPicos();
  }

  @Override
  public long stepHash() {
    return frontier.stepHash();
  }

  @Override
  public long hash(long seed) {
    return watch.hash(frontier.hash(seed));
  }

  @Override
  public boolean symmetric() {
    return scene.alikeOutside();
  }

  @Override
  public boolean hasOneSender(int actor) {
    return scene.hasOneSender().test(frontier.book().actor(actor));
  }

  @Override
  public @Nullable String unsaveable() {
    return frontier.unsaveable();
  }

  @Override
  public @Nullable String unhashable() {
    return frontier.unhashable();
  }

  @Override
  public Saved save() {
    return new State(frontier.save(), watch.save());
  }

  @Override
  public boolean canLoad() {
    return frontier.changedActor() == null;
  }

  @Override
  public void load(Saved state) {
    if (!canLoad()) {
      throw new IllegalStateException(
          "actor %s came or went since the beginning, or set a timer of Akka's"
              .formatted(frontier.changedActor()));
    }
    State saved = (State) state;
    frontier.load(saved.image());
    watch.load(saved.memory());
    violation = null;
  }

  @Override
  public void close() {
    conductor.deliverNow(Adapter.toClassic(stage), new Stage.Command.Strike());
  }

  private final class Present implements States {
    @Override
    public List<String> actors() {
      return frontier.statefulActors();
    }

    @Override
    public List<String> living() {
      return frontier.livingActors();
    }

    @Override
    public @Nullable Object of(String actor) {
      return frontier.state(actor);
    }
  }

  /// What the scene does before the search begins.
  private final class Beginning implements Opening {
    @Override
    public <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
      CompletableFuture<ActorRef<T>> spawned = new CompletableFuture<>();
      conductor.deliverNow(
          Adapter.toClassic(stage), new Stage.Command.Spawn<>(behavior, name, spawned));
      return Answers.of(spawned);
    }

    @Override
    public <T> void tell(ActorRef<T> receiver, T message) {
      conductor.post(Adapter.toClassic(receiver), message);
    }

    @Override
    public <T> void tell(String source, ActorRef<T> receiver, T message) {
      conductor.post(source, Adapter.toClassic(receiver), message);
    }

    @Override
    public void settle(Predicate<Object> stays) {
      int steps = 0;
      for (int next = first(stays); next >= 0; next = first(stays)) {
        if (steps++ == SETTLED_WITHIN) {
          throw new IllegalStateException(
              "scene %s does not come to rest within %d deliveries"
                  .formatted(scene.name(), SETTLED_WITHIN));
        }
        frontier.step(next, Choices.FIRST::choose);
      }
    }

    private int first(Predicate<Object> stays) {
      for (int i = 0; i < frontier.readyCount(); i++) {
        if (!stays.test(frontier.head(frontier.ready(i)))) {
          return frontier.ready(i);
        }
      }
      return -1;
    }
  }
}
