package io.interlock.cluster.live;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads Prometheus' text format as strictly as it is described, and more: every metric is
/// introduced by its help and its type, in this order, and counters end in `_total`.
final class ExpositionFormat {
  private static final Pattern HELP =
      Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\\\]|\\\\[\\\\n])+)");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\\\\n\"])*)\"(,|$)");

  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<String, Double> samples = new LinkedHashMap<>();
  private String helped = "";
  private String current = "";

  private ExpositionFormat() {}

  /// The samples of a text, by metric and sorted labels.
  ///
  /// @throws IllegalArgumentException for the first line that is wrong
  static Map<String, Double> read(String text) {
    ExpositionFormat format = new ExpositionFormat();
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("the last line has no end");
    }
    text.lines().forEach(format::line);
    return format.samples;
  }

  private void line(String line) {
    Matcher help = HELP.matcher(line);
    Matcher type = TYPE.matcher(line);
    Matcher sample = SAMPLE.matcher(line);
    if (help.matches()) {
      helped = help.group(1);
      check(!types.containsKey(helped), line);
    } else if (type.matches()) {
      current = type.group(1);
      check(current.equals(helped), line);
      check(types.put(current, type.group(2)) == null, line);
      check(type.group(2).equals("counter") == current.endsWith("_total"), line);
    } else {
      check(sample.matches() && sample.group(1).equals(current), line);
      double value = Double.parseDouble(sample.group(3));
      check(!types.getOrDefault(current, "").equals("counter") || value >= 0, line);
      String labels = sample.group(2) == null ? "" : labels(sample.group(2), line).toString();
      check(samples.put(current + labels, value) == null, line);
    }
  }

  private static Map<String, String> labels(String written, String line) {
    Map<String, String> labels = new TreeMap<>();
    Matcher label = LABEL.matcher(written);
    int at = 0;
    while (at < written.length()) {
      check(label.find(at) && label.start() == at, line);
      check(labels.put(label.group(1), label.group(2)) == null, line);
      at = label.end();
    }
    check(!labels.isEmpty() && !written.endsWith(","), line);
    return labels;
  }

  private static void check(boolean right, String line) {
    if (!right) {
      throw new IllegalArgumentException(line);
    }
  }
}
