package io.interlock.cluster.nodes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShelfTest {
  private final Shelf shelf = new Shelf();

  private static byte[] image(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  private void put(int group, long window, byte[] image) {
    ImagePart.of(window, image).forEach(part -> shelf.put(group, part));
  }

  @Property(tries = 50)
  void anImageIsWhatItsPartsWere(@ForAll @IntRange(max = 2_000_000) int length) {
    byte[] image = image(length);
    ImageParts parts = new ImageParts();
    List<ImagePart> sent = ImagePart.of(3, image);
    for (ImagePart part : sent.subList(0, sent.size() - 1)) {
      assertEquals(Optional.empty(), parts.add(part));
    }
    assertArrayEquals(image, ImagePart.whole(parts.add(sent.getLast()).orElseThrow()));
  }

  @Test
  void anImageThatIsSentAgainIsPutTogetherAnew() {
    List<ImagePart> sent = ImagePart.of(3, image(1_200_000));
    ImageParts parts = new ImageParts();
    assertEquals(Optional.empty(), parts.add(sent.get(0)));
    assertEquals(Optional.empty(), parts.add(sent.get(1)));
    assertEquals(Optional.empty(), parts.add(sent.get(0)));
    assertEquals(Optional.empty(), parts.add(sent.get(1)));
    assertEquals(sent, parts.add(sent.get(2)).orElseThrow());
  }

  @Test
  void partsOfDifferentImagesMakeNone() {
    ImageParts parts = new ImageParts();
    assertEquals(Optional.empty(), parts.add(part(3, 0)));
    assertEquals(Optional.empty(), parts.add(part(4, 1)));
    assertEquals(Optional.empty(), parts.add(part(4, 1)));
    assertEquals(Optional.empty(), parts.add(part(4, 0)));
    assertTrue(parts.add(part(4, 1)).isPresent());
  }

  private static ImagePart part(long window, int number) {
    return new ImagePart(window, number, 2, ByteBuffer.allocate(1));
  }

  @Test
  void onlyAnImageBetweenWhereAGroupIsAndWhereItHasToBeHelps() {
    put(1, 5, image(10));
    assertEquals(Optional.empty(), shelf.find(0, 0, 9));
    assertEquals(Optional.empty(), shelf.find(1, 5, 9));
    assertEquals(Optional.empty(), shelf.find(1, 0, 4));
    assertArrayEquals(image(10), ImagePart.whole(shelf.find(1, 4, 5).orElseThrow()));
  }

  @Test
  void theLastImageStays() {
    put(1, 5, image(10));
    put(1, 7, image(11));
    put(1, 6, image(12));
    assertArrayEquals(image(11), ImagePart.whole(shelf.find(1, 0, 9).orElseThrow()));
    shelf.drop(1);
    assertEquals(Optional.empty(), shelf.find(1, 0, 9));
  }
}
