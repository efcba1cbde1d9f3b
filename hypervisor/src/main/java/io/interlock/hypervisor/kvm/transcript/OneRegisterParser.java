package io.interlock.hypervisor.kvm.transcript;

import io.interlock.hypervisor.kvm.TimerRegister;
import java.util.List;

/// `KVM_GET_ONE_REG` and `KVM_SET_ONE_REG`, for the registers that PSCI sets and those of timers.
final class OneRegisterParser {
  private static final List<String> NAMES =
      List.of(
          "PC",
          "X0",
          "CNTVCT_EL0",
          "CNTPCT_EL0",
          "CNTV_CTL_EL0",
          "CNTV_CVAL_EL0",
          "CNTP_CTL_EL0",
          "CNTP_CVAL_EL0");

  private OneRegisterParser() {}

  static Call get(Words words) {
    int id = CallParser.vcpu(words);
    String name = words.oneOf(NAMES);
    TimerRegister timer = TimerRegister.named(name);
    return CallParser.ofVcpu(
        id,
        session ->
            Session.number(
                timer == null
                    ? session.vm().coreRegister(id, name.equals("PC"))
                    : session.vm().guest().read(id, timer)));
  }

  static Call set(Words words) {
    int id = CallParser.vcpu(words);
    String name = words.oneOf(NAMES);
    TimerRegister timer = TimerRegister.named(name);
    TimerValue value = TimerValue.take(words, timer);
    return CallParser.ofVcpu(
        id,
        session -> {
          if (timer == null) {
            session.vm().setCoreRegister(id, name.equals("PC"), value.of(session, id));
          } else {
            session.vm().guest().write(id, timer, value.of(session, id));
          }
          return "0";
        });
  }
}
