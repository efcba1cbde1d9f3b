package io.interlock.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// The build promises JDK 25 whatever JVM Maven itself runs on.
class ToolchainTest {
  @Test
  void testsRunOnTheToolchainJdk() {
    assertEquals(25, Runtime.version().feature());
  }
}
