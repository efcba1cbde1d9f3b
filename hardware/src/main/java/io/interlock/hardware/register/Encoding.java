package io.interlock.hardware.register;

/// How `MRS` and `MSR` name a system register.
public record Encoding(int op0, int op1, int crn, int crm, int op2) {

  public Encoding {
    require("op0", op0, 3);
    require("op1", op1, 7);
    require("CRn", crn, 15);
    require("CRm", crm, 15);
    require("op2", op2, 7);
  }

  /// The encoding `n` places further when `CRm:op2` is read as one number: how the architecture
  /// numbers the members of an indexed family.
  Encoding plus(int n) {
    int place = ((crm << 3) | op2) + n;
    return new Encoding(op0, op1, crn, place >> 3, place & 7);
  }

  private static void require(String field, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(field + " is " + value + ", allowed 0.." + max);
    }
  }

  /// The generic name of the register, such as `S3_3_C9_C12_0`.
  @Override
  public String toString() {
    return "S%d_%d_C%d_C%d_%d".formatted(op0, op1, crn, crm, op2);
  }
}
