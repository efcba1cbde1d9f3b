package io.interlock.cluster.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ImageKeeperTest {
  private static final String BUILD = "b1";
  private static final long RUN = 7;

  @TempDir private Path folder = Path.of("");

  private ImageKeeper keeper(String build, long run) {
    return new ImageKeeper(new FolderImages(folder.resolve("images")), build, run);
  }

  private static List<ImagePart> image(long window, int... bytes) {
    byte[] image = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      image[i] = (byte) bytes[i];
    }
    return ImagePart.of(window, image);
  }

  private List<KeptImage> keptWithin(ImageKeeper keeper, int count) throws InterruptedException {
    List<KeptImage> kept = keeper.kept(9);
    while (kept.size() < count) {
      Thread.sleep(10);
      kept = keeper.kept(9);
    }
    return kept;
  }

  private void keepTwo() throws InterruptedException {
    try (ImageKeeper keeper = keeper(BUILD, RUN)) {
      keeper.keep(3, image(5, 1, 2));
      keeper.keep(1, image(6));
      assertEquals(2, keptWithin(keeper, 2).size());
    }
  }

  @Test
  void whoResumesHasTheLastImages() throws InterruptedException {
    keepTwo();
    assertEquals(
        List.of(
            new KeptImage(BUILD, RUN, 1, image(6)), new KeptImage(BUILD, RUN, 3, image(5, 1, 2))),
        keeper(BUILD, RUN).kept(9));
  }

  @Test
  void imagesThatDoNotFitAreLeftWhereTheyAre() throws InterruptedException {
    keepTwo();
    assertEquals(List.of(), keeper("b2", RUN).kept(9));
    assertEquals(List.of(), keeper(BUILD, 8).kept(9));
    assertEquals(List.of(3), keeper(BUILD, RUN).kept(5).stream().map(KeptImage::group).toList());
  }

  @Test
  void imagesThatAreDamagedOrUnfinishedAreAsNone() throws Exception {
    keepTwo();
    Path images = folder.resolve("images");
    Files.write(images.resolve("3.tmp"), new byte[] {1});
    Files.write(images.resolve("0.image"), new byte[0]);
    Files.write(images.resolve("1.image"), new byte[100]);
    assertEquals(List.of(3), keeper(BUILD, RUN).kept(9).stream().map(KeptImage::group).toList());
  }

  @Test
  void anImageThatIsCutOffOrChangedAnywhereIsNone() {
    byte[] whole = new KeptImage(BUILD, RUN, 3, image(5, 1, 2)).bytes();
    assertTrue(KeptImage.read(whole).isPresent());
    for (int at = 0; at < whole.length; at++) {
      assertEquals(Optional.empty(), KeptImage.read(Arrays.copyOf(whole, at)));
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      assertEquals(Optional.empty(), KeptImage.read(changed));
    }
  }

  /// A file stands where the folder should.
  @Test
  void aPlaceThatCannotBeWrittenIsGoneWithout() throws IOException {
    Files.writeString(folder.resolve("images"), "a file");
    try (ImageKeeper keeper = keeper(BUILD, RUN)) {
      keeper.keep(3, image(5, 1, 2));
      assertEquals(List.of(), keeper.kept(9));
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("images")), left.toList());
    }
    assertFalse(Files.isDirectory(folder.resolve("images")));
  }
}
