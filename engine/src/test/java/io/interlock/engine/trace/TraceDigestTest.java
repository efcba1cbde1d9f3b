package io.interlock.engine.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceDigestTest {
  @Test
  void itIsAChainOverPagesOfAThousandFoldedWordsWhereverItIsAskedFor()
      throws NoSuchAlgorithmException {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    TraceDigest digest = new TraceDigest();
    byte[] chain = {};
    long high = 0;
    long low = Mix.GOLDEN;
    for (long count = 1; count <= 3000; count++) {
      long word = Mix.mix(count);
      digest.add(word);
      high = Mix.fold(high, word);
      low = Mix.fold(low, ~word);
      if (count % 1024 == 0 || count == 3000) {
        sha.update(chain);
        chain =
            sha.digest(ByteBuffer.allocate(24).putLong(count).putLong(high).putLong(low).array());
      }
      if (count % 700 == 0) {
        digest.hex();
      }
    }
    assertEquals(HexFormat.of().formatHex(chain), digest.hex());
  }

  @Test
  void everyWordAndItsPlaceCount() {
    Set<String> digests = new HashSet<>();
    for (List<Long> words :
        List.of(List.<Long>of(), List.of(0L), List.of(0L, 0L), List.of(0L, 1L), List.of(1L, 0L))) {
      TraceDigest digest = new TraceDigest();
      words.forEach(digest::add);
      assertTrue(digests.add(digest.hex()), words.toString());
    }
  }

  @Test
  void aCombinationDependsOnTheOrder() {
    TraceDigest one = new TraceDigest();
    one.add(1);
    String a = new TraceDigest().hex();
    String b = one.hex();
    assertNotEquals(TraceDigest.combine(List.of(a, b)), TraceDigest.combine(List.of(b, a)));
  }
}
