package io.interlock.hypervisor.kvm.transcript;

import io.interlock.hypervisor.vgic.device.GicCall;
import java.util.List;

/// Calls about the GIC of a VM in the words of transcripts, for those who make them elsewhere.
public final class GicCalls {
  private static final List<String> VERBS =
      List.of("KVM_IRQ_LINE", "KVM_HAS_DEVICE_ATTR", "KVM_GET_DEVICE_ATTR", "KVM_SET_DEVICE_ATTR");

  /// The forms, for those who are told what is allowed.
  public static final String FORMS = String.join(", ", VERBS) + " as in docs/uapi.md";

  private GicCalls() {}

  /// Reads one.
  ///
  /// @param place for complaints
  /// @throws TranscriptException with one line that says where, what and what is allowed
  public static GicCall parse(String place, String text) {
    var words = new Words(place, text);
    String verb = words.oneOf(VERBS);
    GicCall call =
        verb.equals("KVM_IRQ_LINE") ? CallParser.lineOf(words) : AttributeParser.ofGic(verb, words);
    words.end();
    return call;
  }

  /// What a call returned, as transcripts write it: the name of an error, what registers hold in
  /// hexadecimal, or a number.
  ///
  /// @param call as [#parse] read it before
  public static String result(String call, long value) {
    return result(parse("", call), value);
  }

  static String result(GicCall call, long value) {
    boolean isRegister = call instanceof GicCall.GetAttribute get && get.isOfRegisters();
    return isRegister ? Session.register(value) : Session.result(value);
  }
}
