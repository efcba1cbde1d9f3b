package io.interlock.engine.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EngineBenchTest {
  @Test
  void anIdleActorNeedsAtMostOneKibibyte() {
    Figure figure = EngineBench.memory();
    assertTrue(figure.value() <= 1024, figure.toString());
    assertTrue(figure.value() > 100, figure.toString());
  }
}
