package io.interlock.cluster.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Images in a folder, a file for each group.
record FolderImages(Path folder) implements ImageStore {
  private static final String UNFINISHED = ".tmp";

  @Override
  public void keep(int group, byte[] image) throws IOException {
    Files.createDirectories(folder);
    Path unfinished = folder.resolve(group + UNFINISHED);
    try {
      Files.write(unfinished, image);
      Files.move(unfinished, folder.resolve(group + ".image"), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  @Override
  public List<byte[]> all() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<byte[]> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> !file.toString().endsWith(UNFINISHED)).toList()) {
        all.add(Files.readAllBytes(file));
      }
    }
    return all;
  }
}
