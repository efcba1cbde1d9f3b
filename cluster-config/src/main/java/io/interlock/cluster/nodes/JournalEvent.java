package io.interlock.cluster.nodes;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.interlock.cluster.fleet.HostReport;
import java.util.List;
import java.util.Map;

/// What the journal of a fleet keeps, as CBOR. [#FORMAT] stands beside each event.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = JournalEvent.Begun.class, name = "begun"),
  @JsonSubTypes.Type(value = JournalEvent.Finished.class, name = "finished")
})
sealed interface JournalEvent extends Message {
  /// Changes with the shape of an event, and with what the numbers in it mean. Who keeps another
  /// cannot go on with the fleet.
  String FORMAT = "2";

  /// The fleet has begun.
  ///
  /// @param run by which its groups know it
  /// @param build of Interlock that began it: in another, hosts may do otherwise
  /// @param text of the scenario
  /// @param files that it names
  record Begun(long run, String build, String text, Map<String, String> files)
      implements JournalEvent {
    /// Keeps a copy of the map.
    public Begun {
      files = Map.copyOf(files);
    }
  }

  /// A window is over.
  record Finished(long untilPicos, List<HostReport> reports) implements JournalEvent {
    /// Keeps a copy of the list.
    public Finished {
      reports = List.copyOf(reports);
    }
  }
}
