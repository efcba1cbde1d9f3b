package io.interlock.hypervisor.guest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The values of all parameters of a program, those given and the others by default; all checked.
final class Settings {
  private final Map<String, String> values = new HashMap<>();

  Settings(String program, List<Parameter> parameters, Map<String, String> given) {
    for (Parameter parameter : parameters) {
      String text = given.getOrDefault(parameter.key(), parameter.defaultText());
      parameter.check(text);
      values.put(parameter.key(), text);
    }
    given.keySet().stream()
        .sorted()
        .filter(key -> !values.containsKey(key))
        .findFirst()
        .ifPresent(key -> refuse(program, key, parameters));
  }

  long whole(String key) {
    return Numbers.parse(key, text(key));
  }

  String text(String key) {
    String text = values.get(key);
    if (text == null) {
      throw new IllegalStateException("the program declares no parameter " + key);
    }
    return text;
  }

  private static void refuse(String program, String key, List<Parameter> parameters) {
    String known = parameters.stream().map(Parameter::key).collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "%s has no parameter %s, allowed are %s"
            .formatted(program, key, known.isEmpty() ? "none" : known));
  }
}
