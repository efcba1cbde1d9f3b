package io.interlock.reports.perf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Little-endian numbers and padded text, one after another.
final class Layout {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Layout u8(int value) {
    bytes.write(value);
    return this;
  }

  Layout u16(int value) {
    return u8(value).u8(value >>> 8);
  }

  Layout u32(long value) {
    return u16((int) value).u16((int) (value >>> 16));
  }

  Layout u64(long value) {
    return u32(value).u32(value >>> 32);
  }

  Layout raw(byte[] more) {
    bytes.writeBytes(more);
    return this;
  }

  Layout zeros(int count) {
    return raw(new byte[count]);
  }

  /// Text that ends with a zero, filled up to a multiple of 8 bytes.
  Layout text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return raw(utf8).zeros(8 - utf8.length % 8);
  }

  /// Text as features have it: its padded length, itself, zeros up to a multiple of 64 bytes.
  Layout featureText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int padding = 64 - utf8.length % 64;
    return u32(utf8.length + padding).raw(utf8).zeros(padding);
  }

  int length() {
    return bytes.size();
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
