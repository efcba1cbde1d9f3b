package io.interlock.cluster.nodes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Images in a table of PostgreSQL, a row for each group.
record TableImages(JournalStore database) implements ImageStore {
  private static final String KEEP =
      """
      INSERT INTO fleet_image (group_number, image) VALUES (?, ?)
      ON CONFLICT (group_number) DO UPDATE SET image = EXCLUDED.image
      """;

  @Override
  public void keep(int group, byte[] image) throws SQLException {
    try (Connection connection = database.open();
        PreparedStatement keep = connection.prepareStatement(KEEP)) {
      keep.setInt(1, group);
      keep.setBytes(2, image);
      keep.executeUpdate();
    }
  }

  @Override
  public List<byte[]> all() throws SQLException {
    List<byte[]> all = new ArrayList<>();
    try (Connection connection = database.open();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT image FROM fleet_image")) {
      while (rows.next()) {
        all.add(rows.getBytes(1));
      }
    }
    return all;
  }
}
