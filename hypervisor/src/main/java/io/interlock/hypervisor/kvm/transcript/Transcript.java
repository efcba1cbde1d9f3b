package io.interlock.hypervisor.kvm.transcript;

import io.interlock.hypervisor.kvm.KvmHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls of KVM's interface, in the order in which user space makes them. `docs/uapi.md` is the
/// description for users.
public final class Transcript {
  private static final int LINES_MAX = 100_000;
  private static final String TITLE = "== ";
  private static final String SETUP = "setup ";
  private static final String USE = "USE ";
  private static final String EXPECTED = " = ";

  /// One line, understood.
  ///
  /// @param title of the section, empty before the first
  /// @param opens whether it is the first of its section, which begins with a new VM
  private record Line(
      String title, boolean opens, int number, String text, @Nullable String expected, Call call) {}

  private final List<Line> lines;

  private Transcript(List<Line> lines) {
    this.lines = lines;
  }

  /// Understands a text.
  ///
  /// @param file for complaints
  /// @throws TranscriptException with one line that says where, what and what is allowed
  public static Transcript parse(String file, String text) {
    return new Parser(file).parse(text);
  }

  /// How many calls there are.
  public int size() {
    return lines.size();
  }

  /// Makes all calls, and gives each with its result.
  public List<CallResult> run(KvmHost host) {
    Session session = new Session(host);
    List<CallResult> results = new ArrayList<>();
    for (Line line : lines) {
      if (line.opens()) {
        session.createVm();
      }
      String result = line.call().make(session);
      results.add(
          new CallResult(line.title(), line.number(), line.text(), result, line.expected()));
    }
    return results;
  }

  /// Reads line after line.
  private static final class Parser {
    private final String file;
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, List<Line>> setups = new HashMap<>();
    private String title = "";
    private boolean opens = true;
    private @Nullable List<Line> setup;

    Parser(String file) {
      this.file = file;
    }

    Transcript parse(String text) {
      int number = 0;
      for (String written : text.lines().toList()) {
        number++;
        String place = file + ":" + number;
        if (number > LINES_MAX) {
          throw new TranscriptException(place, "too many lines", "at most " + LINES_MAX);
        }
        String line = withoutComment(written).strip();
        if (line.startsWith(TITLE)) {
          begin(place, line.substring(TITLE.length()).strip());
        } else if (line.startsWith(USE)) {
          use(place, line.substring(USE.length()).strip());
        } else if (!line.isEmpty()) {
          add(parse(place, number, line));
        }
      }
      if (lines.isEmpty()) {
        throw new TranscriptException(file + ":1", "there are no calls", CallParser.ALLOWED);
      }
      return new Transcript(List.copyOf(lines));
    }

    private void begin(String place, String heading) {
      setup = null;
      title = heading;
      opens = true;
      if (heading.startsWith(SETUP)) {
        String name = heading.substring(SETUP.length()).strip();
        setup = new ArrayList<>();
        if (setups.put(name, setup) != null) {
          throw new TranscriptException(
              place, "setup " + name + " is there twice", "one of a name");
        }
      }
    }

    private void use(String place, String name) {
      List<Line> used = setups.get(name);
      if (used == null || used == setup) {
        throw new TranscriptException(
            place, "no setup " + name + " before this line", "those that == setup NAME begins");
      }
      for (Line line : used) {
        add(new Line(title, false, line.number(), line.text(), line.expected(), line.call()));
      }
    }

    private Line parse(String place, int number, String line) {
      int at = line.lastIndexOf(EXPECTED);
      String call = at < 0 ? line : line.substring(0, at).strip();
      String expected = at < 0 ? null : line.substring(at + EXPECTED.length()).strip();
      return new Line(
          title, false, number, call, expected, CallParser.parse(new Words(place, call)));
    }

    private void add(Line line) {
      List<Line> open = setup;
      if (open != null) {
        open.add(line);
        return;
      }
      lines.add(new Line(title, opens, line.number(), line.text(), line.expected(), line.call()));
      opens = false;
    }

    private static String withoutComment(String line) {
      int at = line.indexOf('#');
      return at < 0 ? line : line.substring(0, at);
    }
  }
}
