package io.interlock.cluster.nodes;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/// A place beside a journal where images of groups of hosts are kept, the last of each group.
interface ImageStore {
  /// Keeps an image in place of the one before, or leaves that where it cannot.
  void keep(int group, byte[] image) throws IOException, SQLException;

  /// All that are kept.
  List<byte[]> all() throws IOException, SQLException;
}
