package io.interlock.actors.host.vcpu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hypervisor.vcpu.MpState;
import org.junit.jupiter.api.Test;

class PowerStateTest {
  @Test
  void aSuspendedVcpuStaysOutOfItsGuest() {
    assertTrue(new PowerState(MpState.SUSPENDED).keepsOut());
  }
}
