package io.interlock.cluster.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BuildTest {
  @Test
  void aBuildHasOneName() {
    assertTrue(Build.id().matches("[0-9a-f]{16}"), Build.id());
    assertEquals(Build.id(), Build.id());
  }
}
