package io.interlock.hardware.register;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The register table, read once.
final class SysRegs {
  static final Map<String, SysReg> BY_NAME;
  static final List<SysReg> ALL;
  static final List<SysReg> BY_SLOT;
  static final List<RegisterFamily> FAMILIES;
  static final int SLOT_COUNT;

  static {
    TableReader table = new TableReader();
    SysRegTable.ROWS.lines().map(String::strip).filter(SysRegs::isRow).forEach(table::read);
    BY_NAME = Map.copyOf(table.byName);
    ALL = List.copyOf(table.byName.values());
    BY_SLOT = List.copyOf(table.bySlot);
    FAMILIES = List.copyOf(table.families);
    SLOT_COUNT = table.bySlot.size();
  }

  private SysRegs() {}

  static List<String> names() {
    return ALL.stream().map(SysReg::name).toList();
  }

  private static boolean isRow(String line) {
    return !line.isEmpty() && !line.startsWith("#");
  }

  /// Reads rows in order; a row may refer to registers of earlier rows and to itself.
  private static final class TableReader {
    final Map<String, SysReg> byName = new LinkedHashMap<>();
    final List<SysReg> bySlot = new ArrayList<>();
    final List<RegisterFamily> families = new ArrayList<>();

    void read(String line) {
      Row row = Row.of(line);
      int n = row.name.indexOf("<n>");
      if (n < 0) {
        add(row, row.name, row.encoding);
        return;
      }
      String prefix = row.name.substring(0, n);
      String suffix = row.name.substring(n + "<n>".length());
      List<SysReg> members = new ArrayList<>();
      for (int i = 0; i < row.count; i++) {
        members.add(add(row, prefix + i + suffix, row.encoding.plus(i)));
      }
      families.add(new RegisterFamily(prefix, suffix, List.copyOf(members)));
    }

    private SysReg add(Row row, String name, Encoding encoding) {
      SysReg owner = byName.get(row.storage);
      boolean ownsStorage = row.storage.isEmpty() || row.storage.equals(name);
      if (!ownsStorage && owner == null) {
        throw new IllegalStateException(name + " shares the unknown register " + row.storage);
      }
      int slot = owner == null ? bySlot.size() : owner.slot();
      List<RegisterField> fields =
          row.fields.isEmpty() && owner != null ? owner.fields() : row.fields;
      SysReg register = new SysReg(name, encoding, row.access, row.effect, slot, fields);
      if (owner == null) {
        bySlot.add(register);
      }
      if (byName.put(name, register) != null) {
        throw new IllegalStateException(name + " stands twice in the table");
      }
      return register;
    }
  }

  /// One line of the table, taken apart. An empty `storage` means the register has its own.
  private record Row(
      String name,
      Encoding encoding,
      SysReg.Access access,
      SysReg.WriteEffect effect,
      String storage,
      int count,
      List<RegisterField> fields) {

    private static final Set<String> STORAGE_MARKS = Set.of("is", "sets", "clears");

    static Row of(String line) {
      String[] words = line.split(" +", -1);
      SysReg.Access access = SysReg.Access.READ_WRITE;
      SysReg.WriteEffect effect = SysReg.WriteEffect.REPLACE;
      String storage = "";
      int count = 1;
      List<RegisterField> fields = new ArrayList<>();
      for (int i = 2; i < words.length; i++) {
        String key = before(words[i], '=');
        switch (key) {
          case "ro" -> access = SysReg.Access.READ_ONLY;
          case "wo" -> access = SysReg.Access.WRITE_ONLY;
          case "sets" -> effect = SysReg.WriteEffect.SET_ONES;
          case "clears" -> effect = SysReg.WriteEffect.CLEAR_ONES;
          case "n" -> count = Integer.parseInt(after(words[i], '='));
          case "is" -> {}
          default -> fields.add(field(words[i]));
        }
        storage = STORAGE_MARKS.contains(key) ? after(words[i], '=') : storage;
      }
      return new Row(
          words[0], encoding(words[1]), access, effect, storage, count, List.copyOf(fields));
    }

    private static Encoding encoding(String word) {
      String[] parts = word.split(",", -1);
      int[] numbers = new int[parts.length];
      for (int i = 0; i < parts.length; i++) {
        numbers[i] = Integer.parseInt(parts[i]);
      }
      return new Encoding(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }

    private static RegisterField field(String word) {
      String bits = after(word, '@');
      int high = Integer.parseInt(before(bits, ':'));
      int low = bits.indexOf(':') < 0 ? high : Integer.parseInt(after(bits, ':'));
      return new RegisterField(before(word, '@'), high, low);
    }

    private static String before(String word, char mark) {
      int at = word.indexOf(mark);
      return at < 0 ? word : word.substring(0, at);
    }

    private static String after(String word, char mark) {
      return word.substring(word.indexOf(mark) + 1);
    }
  }
}
