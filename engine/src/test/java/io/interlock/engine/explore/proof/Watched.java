package io.interlock.engine.explore.proof;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A world that remembers in which states executions ended.
record Watched(World world, Set<Long> ends) implements World {
  Watched(World world) {
    this(world, new HashSet<>());
  }

  @Override
  public <T extends @Nullable Object> T exclusively(Supplier<T> work) {
    return world.exclusively(work);
  }

  @Override
  public @Nullable Violation end() {
    ends.add(world.hash());
    return world.end();
  }

  @Override
  public List<Violation> awaited() {
    return world.awaited();
  }

  @Override
  public Channels channels() {
    return world.channels();
  }

  @Override
  public void restart() {
    world.restart();
  }

  @Override
  public int steps() {
    return world.steps();
  }

  @Override
  public int enabledCount() {
    return world.enabledCount();
  }

  @Override
  public int enabled(int index) {
    return world.enabled(index);
  }

  @Override
  public int sentAt(int channel) {
    return world.sentAt(channel);
  }

  @Override
  public Object head(int channel) {
    return world.head(channel);
  }

  @Override
  public void step(int channel, Choices choices) {
    world.step(channel, choices);
  }

  @Override
  public @Nullable Violation violation() {
    return world.violation();
  }

  @Override
  public int[] touched() {
    return world.touched();
  }

  @Override
  public int[] lost() {
    return world.lost();
  }

  @Override
  public boolean stopped(int actor) {
    return world.stopped(actor);
  }

  @Override
  public long stepHash() {
    return world.stepHash();
  }

  @Override
  public long hash(long seed) {
    return world.hash(seed);
  }

  @Override
  public boolean symmetric() {
    return world.symmetric();
  }

  @Override
  public boolean hasOneSender(int actor) {
    return world.hasOneSender(actor);
  }

  @Override
  public @Nullable String unsaveable() {
    return world.unsaveable();
  }

  @Override
  public @Nullable String unhashable() {
    return world.unhashable();
  }

  @Override
  public Saved save() {
    return world.save();
  }

  @Override
  public boolean canLoad() {
    return world.canLoad();
  }

  @Override
  public void load(Saved state) {
    world.load(state);
  }

  @Override
  public void close() {
    world.close();
  }
}
