package io.interlock.tests;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The parts of a Markdown file that can be wrong: headings, links, and commands in fenced blocks.
///
/// @param headings their level and text, in order
/// @param links the targets, as written
/// @param blocks the fenced blocks
record Markdown(List<Heading> headings, List<String> links, List<Block> blocks) {
  private static final Pattern HEADING = Pattern.compile("(#{1,6}) +(.*?)[ #]*");
  private static final Pattern LINK = Pattern.compile("\\]\\(<?([^)<>\\s]+)>?(?: \"[^\"]*\")?\\)");
  private static final Pattern CODE_SPAN = Pattern.compile("`[^`]*`");

  /// @param level 1 for `#`
  record Heading(int level, String text) {
    /// The anchor that forges make of a heading.
    String anchor() {
      return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}\\- _]", "").replace(' ', '-');
    }
  }

  /// @param language what stands behind the opening fence, mostly a language
  record Block(String language, List<String> lines) {
    String text() {
      return String.join("\n", lines) + "\n";
    }
  }

  static Markdown parse(List<String> lines) {
    var headings = new ArrayList<Heading>();
    var links = new ArrayList<String>();
    var blocks = new ArrayList<Block>();
    boolean fenced = false;
    for (var line : lines) {
      if (line.stripLeading().startsWith("```")) {
        fenced = !fenced;
        if (fenced) {
          blocks.add(new Block(line.strip().substring(3), new ArrayList<>()));
        }
      } else if (fenced) {
        blocks.getLast().lines().add(line);
      } else {
        var heading = HEADING.matcher(line);
        if (heading.matches()) {
          headings.add(new Heading(heading.group(1).length(), heading.group(2)));
        }
        LINK.matcher(CODE_SPAN.matcher(line).replaceAll("``"))
            .results()
            .forEach(found -> links.add(found.group(1)));
      }
    }
    return new Markdown(headings, links, blocks);
  }

  /// The lines of all fenced blocks.
  List<String> code() {
    return blocks.stream().flatMap(block -> block.lines().stream()).toList();
  }

  List<String> titles() {
    return headings.stream().filter(h -> h.level() == 1).map(Heading::text).toList();
  }

  /// Repeated headings are told apart by `-1`, `-2`, and so on.
  Set<String> anchors() {
    var seen = new HashMap<String, Integer>();
    return headings.stream()
        .map(Heading::anchor)
        .map(
            anchor -> {
              int before = seen.merge(anchor, 1, Integer::sum) - 1;
              return before == 0 ? anchor : anchor + "-" + before;
            })
        .collect(Collectors.toSet());
  }
}
