package io.interlock.cluster.nodes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.interlock.cluster.fleet.FleetResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// A result as it goes from the coordinator to who asked for it.
final class ResultBytes {
  private static final ObjectMapper MAPPER = new ObjectMapper(new CBORFactory());

  private ResultBytes() {}

  static byte[] of(FleetResult result) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
      MAPPER.writeValue(packed, result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static FleetResult read(byte[] bytes) {
    try (GZIPInputStream packed = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return MAPPER.readValue(packed, FleetResult.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
