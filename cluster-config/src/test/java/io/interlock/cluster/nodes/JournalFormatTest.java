package io.interlock.cluster.nodes;

import static io.interlock.cluster.nodes.SmallFleet.HOST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.scenario.ScenarioBundle;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is said of a journal with which no fleet can go on: it was kept in another format, or is
/// damaged. Each is refused in one line before anything runs.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JournalFormatTest {
  private static final String PACKAGES = "io.interlock.";

  @TempDir private static Path folder = Path.of("");
  @TempDir private Path kept = Path.of("");
  private static SmallFleet fleet = new SmallFleet(new ScenarioBundle("", Map.of()), "");

  @BeforeAll
  static void runAlone() throws IOException {
    fleet = SmallFleet.in(folder);
  }

  private JournalStore store() {
    return JournalStore.at(kept.toString(), Map.of());
  }

  private void keepFleet() {
    try (FleetNode lead = lead()) {
      assertEquals(fleet.expected(), SmallFleet.result(lead));
    }
  }

  private FleetNode lead() {
    return FleetNode.lead(new NodeOptions(HOST, 0, 1, store(), null), fleet.bundle(), 1);
  }

  private void change(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement change = connection.createStatement()) {
      assertTrue(change.executeUpdate(statement) > 0, statement);
    }
  }

  /// Changes the first event; texts in CBOR are as long as they say before.
  private void changeFirst(UnaryOperator<String> change) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement();
        ResultSet event =
            statement.executeQuery(
                "SELECT \"event_payload\" FROM \"event_journal\" WHERE \"sequence_number\" = 1");
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE \"event_journal\" SET \"event_payload\" = ?"
                    + " WHERE \"sequence_number\" = 1")) {
      assertTrue(event.next());
      String before = new String(event.getBytes(1), StandardCharsets.ISO_8859_1);
      update.setBytes(1, change.apply(before).getBytes(StandardCharsets.ISO_8859_1));
      assertEquals(1, update.executeUpdate());
    }
  }

  private String url() {
    return "jdbc:h2:file:" + kept + "/fleet;AUTO_SERVER=TRUE;DATABASE_TO_UPPER=FALSE";
  }

  /// What whoever goes on with the journal is told.
  private String said() {
    var e = assertThrows(FleetException.class, this::lead);
    assertFalse(e.hasBegun());
    String said = String.valueOf(e.getMessage());
    assertEquals(1, said.lines().count(), said);
    assertTrue(said.startsWith("journal " + kept + ": "), said);
    return said.substring(("journal " + kept + ": ").length());
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "1, 1"})
  void aJournalOfAnotherFormatIsRefused(String format, String named) throws SQLException {
    keepFleet();
    change("UPDATE \"event_journal\" SET \"adapter_manifest\" = '" + format + "'");
    assertEquals(
        "it is of format "
            + named
            + "; allowed: format 2; the Interlock that began it can go on with it"
            + "; in an empty place the fleet begins anew",
        said());
  }

  @ParameterizedTest
  @CsvSource({
    "UPDATE \"event_journal\" SET \"event_payload\" = X'ff00' WHERE \"sequence_number\" = 3,"
        + " its event 3 cannot be read",
    "UPDATE \"event_journal\" SET \"event_payload\" = X'' WHERE \"sequence_number\" = 1,"
        + " its event 1 cannot be read",
    "UPDATE \"event_journal\" SET \"event_payload\" = SUBSTRING(\"event_payload\" FROM 1 FOR 20)"
        + " WHERE \"sequence_number\" = 2, its event 2 cannot be read",
    "UPDATE \"event_journal\" SET \"event_payload\" = (SELECT \"event_payload\" FROM"
        + " \"event_journal\" WHERE \"sequence_number\" = 1) WHERE \"sequence_number\" = 4,"
        + " its event 4 is out of place",
    "UPDATE \"event_journal\" SET \"event_payload\" = (SELECT \"event_payload\" FROM"
        + " \"event_journal\" WHERE \"sequence_number\" = 2) WHERE \"sequence_number\" = 5,"
        + " its event 5 is out of place",
    "DELETE FROM \"event_journal\" WHERE \"sequence_number\" = 1, its event 1 is missing",
    "DELETE FROM \"event_journal\" WHERE \"sequence_number\" = 3, its event 3 is missing"
  })
  void aDamagedJournalIsRefused(String damage, String said) throws SQLException {
    keepFleet();
    change(damage);
    assertEquals(
        said + "; allowed: a journal that is whole; in an empty place the fleet begins anew",
        said());
  }

  @Test
  void whatIsNoDatabaseIsRefused() throws IOException {
    Files.writeString(kept.resolve("fleet.mv.db"), "junk".repeat(10_000));
    assertTrue(said().contains("fleet.mv.db"));
  }

  @Test
  void aJournalOfAnotherBuildIsRefused() throws SQLException {
    keepFleet();
    changeFirst(event -> event.replace(Build.id(), "0".repeat(Build.id().length())));
    assertEquals(
        "it was begun by another build of Interlock, whose hosts may do otherwise; allowed: that"
            + " build; in an empty place the fleet begins anew",
        said());
  }

  @Test
  void aJournalThatIsWholeIsGoneOnWith() {
    keepFleet();
    keepFleet();
  }

  @Test
  void itsWindowsAreCounted() throws SQLException {
    assertEquals(0, store().windows());
    keepFleet();
    long all = store().windows();
    assertTrue(all > 3, all + " windows");
    change("DELETE FROM \"event_journal\" WHERE \"sequence_number\" > 4");
    assertEquals(3, store().windows());
    keepFleet();
    assertEquals(all, store().windows());
  }

  /// So H2 opens a file that was cut near its beginning.
  @Test
  void anEmptyDatabaseHasNoFleet() throws SQLException {
    String url = "jdbc:h2:file:" + kept + "/fleet;AUTO_SERVER=TRUE;DATABASE_TO_UPPER=FALSE";
    DriverManager.getConnection(url).close();
    assertTrue(store().isPrepared());
    assertFalse(store().hasFleet());
    assertEquals(0, store().windows());
  }

  /// Whoever changes this changes [JournalEvent#FORMAT].
  @Test
  void theFormatIsThatOfTheseShapes() {
    Map<String, String> shapes = new TreeMap<>();
    addShapes(JournalEvent.class, shapes);
    String text =
        shapes.entrySet().stream()
            .map(shape -> shape.getKey() + " " + shape.getValue() + "\n")
            .collect(Collectors.joining());
    assertEquals("2", JournalEvent.FORMAT);
    assertEquals(
        """
        Begun [long run, String build, String text, Map<String, String> files]
        Finished [long untilPicos, List<HostReport> reports]
        HostReport [int host, long atPicos, int sequence, HostReport$News news]
        LeftOut [int number, int vcpu, String exit]
        MpState [RUNNABLE, STOPPED, SUSPENDED]
        Refused [int number, String call, int result]
        Stopped [int number, VmState state]
        VcpuState [boolean off, MpState power, List<Long> resumption, boolean guestOwned,\
         boolean bufferLine, long pinnedBytes, List<Long> registers, List<Long> guest,\
         List<Long> interrupts, List<Long> monitors]
        VmState [List<VcpuState> vcpus, List<Long> shared, List<Long> identity]
        """,
        text);
  }

  private static void addShapes(Class<?> type, Map<String, String> shapes) {
    if (!type.getName().startsWith(PACKAGES) || shapes.containsKey(type.getSimpleName())) {
      return;
    }
    if (type.isEnum()) {
      shapes.put(type.getSimpleName(), Arrays.toString(type.getEnumConstants()));
    } else if (type.isSealed()) {
      Arrays.stream(type.getPermittedSubclasses()).forEach(each -> addShapes(each, shapes));
    } else {
      shapes.put(
          type.getSimpleName(),
          Arrays.stream(type.getRecordComponents())
              .map(part -> named(part.getGenericType()) + " " + part.getName())
              .toList()
              .toString());
      Arrays.stream(type.getRecordComponents()).forEach(part -> addShapesOf(part, shapes));
    }
  }

  /// Without packages.
  private static String named(Type type) {
    return type.getTypeName().replaceAll("[a-z.]+\\.", "");
  }

  private static void addShapesOf(RecordComponent part, Map<String, String> shapes) {
    for (String name : part.getGenericType().getTypeName().split("[<>, ]+", -1)) {
      if (name.startsWith(PACKAGES)) {
        try {
          addShapes(Class.forName(name), shapes);
        } catch (ClassNotFoundException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
