package io.interlock.cluster.nodes;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Reads a journal through before anybody goes on with it, so that what cannot be gone on with is
/// refused at once. Akka would find it only on the way, and try again and again.
final class JournalReading {
  private static final String EVENTS =
      """
      SELECT "sequence_number", "adapter_manifest", "event_payload"
      FROM "event_journal" ORDER BY "sequence_number"
      """;

  /// So many at a time: PostgreSQL would otherwise have all of them in memory.
  private static final int FETCHED = 100;

  private static final ObjectReader EVENT =
      new CBORMapper()
          .readerFor(JournalEvent.class)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .with(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  private long read;
  private long reachedPicos;

  private JournalReading() {}

  /// What keeps a fleet from going on; empty where nothing does, or none is kept.
  static String complaint(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCHED);
      try (ResultSet events = statement.executeQuery(EVENTS)) {
        JournalReading reading = new JournalReading();
        String complaint = "";
        while (complaint.isEmpty() && events.next()) {
          complaint = reading.next(events.getLong(1), events.getString(2), events.getBytes(3));
        }
        return complaint;
      }
    }
  }

  private String next(long number, String format, byte[] event) {
    if (number != ++read) {
      return damaged(read, "is missing");
    }
    if (!format.equals(JournalEvent.FORMAT)) {
      return "it is of format %s; allowed: format %s; the Interlock that began it can go on with it"
          .formatted(format.isEmpty() ? "0" : format, JournalEvent.FORMAT);
    }
    try {
      JournalEvent known = EVENT.readValue(event);
      return follows(known) ? strange(known) : damaged(read, "is out of place");
    } catch (IOException _) {
      return damaged(read, "cannot be read");
    }
  }

  private static String strange(JournalEvent event) {
    return event instanceof JournalEvent.Begun begun && !begun.build().equals(Build.id())
        ? "it was begun by another build of Interlock, whose hosts may do otherwise; allowed: that build"
        : "";
  }

  private static String damaged(long event, String how) {
    return "its event %d %s; allowed: a journal that is whole".formatted(event, how);
  }

  /// A fleet begins once, and its windows go forward.
  private boolean follows(JournalEvent event) {
    return switch (event) {
      case JournalEvent.Begun _ -> read == 1;
      case JournalEvent.Finished(long untilPicos, _) -> {
        boolean forward = read > 1 && untilPicos > reachedPicos;
        reachedPicos = untilPicos;
        yield forward;
      }
    };
  }
}
