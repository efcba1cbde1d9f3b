package io.interlock.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.interlock.actors.result.PmuResult;
import io.interlock.actors.result.SpeResult;
import java.util.List;

/// Values as JSON: records with their components in order.
final class Json {
  private static final ObjectMapper MAPPER = mapper();

  private Json() {}

  /// What a VM has no performance monitors or no profiling for is left out.
  private static ObjectMapper mapper() {
    var mapper = new ObjectMapper();
    for (Class<?> part : List.of(PmuResult.class, SpeResult.class)) {
      mapper
          .configOverride(part)
          .setInclude(JsonInclude.Value.construct(Include.NON_NULL, Include.ALWAYS));
    }
    return mapper;
  }

  /// One object on one line.
  static String line(Object value) {
    return write(MAPPER, value);
  }

  /// The object over several lines, for files.
  static String pretty(Object value) {
    return write(MAPPER.copy().enable(SerializationFeature.INDENT_OUTPUT), value);
  }

  private static String write(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value.getClass().getSimpleName(), e);
    }
  }
}
