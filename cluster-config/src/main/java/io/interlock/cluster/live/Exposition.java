package io.interlock.cluster.live;

import java.util.Locale;

/// Metrics in the text format of Prometheus, version 0.0.4.
final class Exposition {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder();
  private String metric = "";

  /// What kind of metric it is.
  enum Type {
    /// Only grows; its name ends in `_total`.
    COUNTER,
    /// Goes up and down.
    GAUGE
  }

  /// Begins a metric; the samples that follow are of it.
  Exposition metric(String name, Type type, String help) {
    metric = name;
    text.append("# HELP ").append(name).append(' ').append(escaped(help)).append('\n');
    text.append("# TYPE ").append(name).append(' ');
    text.append(type.name().toLowerCase(Locale.ROOT)).append('\n');
    return this;
  }

  /// One sample, with names and values of labels in turn.
  Exposition sample(double value, String... labels) {
    return sample(Double.toString(value), labels);
  }

  /// The same, of a whole number.
  Exposition sample(long value, String... labels) {
    return sample(Long.toString(value), labels);
  }

  private Exposition sample(String value, String[] labels) {
    text.append(metric);
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      text.append(escaped(labels[i + 1]).replace("\"", "\\\"")).append('"');
    }
    text.append(labels.length == 0 ? " " : "} ").append(value).append('\n');
    return this;
  }

  private static String escaped(String words) {
    return words.replace("\\", "\\\\").replace("\n", "\\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
