package io.interlock.engine.explore.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class LongTableTest {
  @Property(tries = 100)
  void itNumbersKeysInTheOrderInWhichTheyCome(
      @ForAll @Size(max = 300) List<@LongRange(min = -100, max = 100) Long> keys) {
    LongTable table = new LongTable();
    for (int round = 0; round < 2; round++) {
      List<Long> model = new ArrayList<>();
      for (long key : keys) {
        assertEquals(model.indexOf(key), table.find(key));
        boolean isNew = !model.contains(key);
        assertEquals(isNew, table.add(key));
        if (isNew) {
          model.add(key);
        }
        assertEquals(model.indexOf(key), table.find(key));
        assertEquals(model.size(), table.size());
      }
      assertArrayEquals(model.stream().mapToLong(Long::longValue).toArray(), table.toArray());
      table.clear();
    }
  }
}
