package io.interlock.hardware.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.SampledOperation.Detail;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;
import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleFilterTest {
  private static final SpuModel WITHOUT_EXTENSIONS = SpuModel.USUAL;
  private static final SpuModel EXTENDED =
      new SpuModel(
          5,
          64,
          64,
          1024,
          12,
          EnumSet.of(SpuFeature.FNE, SpuFeature.EFT, SpuFeature.FDS, SpuFeature.LDS));

  private final RegisterFile file = new RegisterFile();

  @ParameterizedTest
  @CsvSource({
    "0A, 02, true",
    "0A, 0A, true",
    "0A, 08, true",
    "0A, 22, false",
    "0A, 00, true",
    "00, 02, false"
  })
  void eventsMustAllBeThere(String events, String wanted, boolean passes) {
    control("FE");
    write("PMSEVFR_EL1", wanted);
    assertEquals(passes, passes(EXTENDED, withEvents(events)));
  }

  @ParameterizedTest
  @CsvSource({"0A, 02, false", "0A, 20, true", "0A, 28, false", "0A, 00, true", "00, FF, true"})
  void unwantedEventsMustAllBeMissing(String events, String unwanted, boolean passes) {
    control("FnE");
    write("PMSNEVFR_EL1", unwanted);
    assertEquals(passes, passes(EXTENDED, withEvents(events)));
  }

  @ParameterizedTest
  @CsvSource({
    "GENERAL_LOAD, LD, true",
    "GENERAL_LOAD, ST, false",
    "GENERAL_STORE, ST, true",
    "ATOMIC, ST, true",
    "ATOMIC, LD, true",
    "BRANCH_DIRECT, B, true",
    "BRANCH_DIRECT, LD, false",
    "PLAIN, B, false"
  })
  void typesPassIfAnyIsNamed(String operation, String named, boolean passes) {
    control("FT", named);
    assertEquals(passes, passes(WITHOUT_EXTENSIONS, withType(type(operation))));
  }

  @ParameterizedTest
  @CsvSource({"GENERAL_LOAD", "PLAIN"})
  void aTypeFilterThatNamesNothingLetsAllPass(String operation) {
    control("FT");
    assertEquals(true, passes(WITHOUT_EXTENSIONS, withType(type(operation))));
  }

  // TYPE and TYPEm: what is masked must be as named, of the rest any that is named is enough.
  @ParameterizedTest
  @CsvSource({
    "ATOMIC, 06, 06, true",
    "GENERAL_LOAD, 06, 06, false",
    "GENERAL_LOAD, 02, 06, true",
    "ATOMIC, 02, 06, false",
    "SIMD_LOAD, 12, 10, true",
    "GENERAL_LOAD, 12, 10, false",
    "SIMD_LOAD, 02, 10, false",
    "GENERAL_STORE, 06, 00, true",
    "FLOATING, 08, 00, true",
    "PLAIN, 00, 07, true",
    "GENERAL_LOAD, 00, 07, false",
    "PLAIN, 00, 00, true"
  })
  void masksAskForTypesTogether(String operation, String types, String masks, boolean passes) {
    control("FT");
    set("PMSFCR_EL1", "TYPE", Long.parseLong(types, 16));
    set("PMSFCR_EL1", "TYPEm", Long.parseLong(masks, 16));
    assertEquals(passes, passes(EXTENDED, withType(type(operation))));
  }

  @ParameterizedTest
  @CsvSource({"10, 10, true", "9, 10, false", "11, 10, true", "0, 0, true"})
  void latencyMustReachTheLeast(int cycles, int least, boolean passes) {
    control("FL");
    set("PMSLATFR_EL1", "MINLAT", least);
    assertEquals(passes, passes(EXTENDED, operation(OperationType.PLAIN, 2, cycles, -1)));
  }

  @ParameterizedTest
  @CsvSource({
    "GENERAL_LOAD, 14, 4000, true",
    "GENERAL_LOAD, 8, 4000, false",
    "GENERAL_LOAD, 78, 4000, true",
    "GENERAL_LOAD, 0, 0, false",
    "GENERAL_LOAD, -1, 0, true",
    "GENERAL_STORE, 8, 4000, true",
    "ATOMIC, 8, 4000, false"
  })
  void loadsPassByTheSourceOfTheirData(
      String operation, int source, String sources, boolean passes) {
    control("FDS");
    write("PMSDSFR_EL1", sources);
    assertEquals(passes, passes(EXTENDED, operation(type(operation), 2, 5, source)));
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, true",
    "true, false, false",
    "false, true, false",
    "false, false, false"
  })
  void allFiltersMustAgree(boolean slow, boolean load, boolean passes) {
    control("FL", "FT", "LD");
    set("PMSLATFR_EL1", "MINLAT", 10);
    var type = load ? OperationType.GENERAL_LOAD : OperationType.GENERAL_STORE;
    assertEquals(passes, passes(EXTENDED, operation(type, 2, slow ? 20 : 5, -1)));
  }

  /// Matches count whether or not the filter is on.
  @ParameterizedTest
  @CsvSource({
    "GENERAL_LOAD, FEED_LOAD, 1",
    "GENERAL_LOAD, FEED_STORE, 0",
    "ATOMIC, FEED_STORE, 1",
    "ATOMIC, FEED_LOAD, 1",
    "BRANCH_DIRECT, FEED_BRANCH, 1",
    "FLOATING, FEED_FLOATING_POINT, 1",
    "SIMD_STORE, FEED_SIMD, 1",
    "GENERAL_LOAD, FEED_OPERATION, 1",
    "GENERAL_STORE, FEED_OPERATION, 0",
    "PLAIN, FEED_EVENT, 1",
    "PLAIN, FEED_LATENCY, 0",
    "ATOMIC, FEED_LATENCY, 0",
    "GENERAL_LOAD, FEED_DATA_SOURCE, 1",
    "GENERAL_STORE, FEED_DATA_SOURCE, 0",
    "PLAIN, FEED, 1",
    "PLAIN, FILTRATE, 1"
  })
  void samplesCountInAllThatTheyMatch(String operation, SpeCount what, int times) {
    set("PMSFCR_EL1", "LD", 1);
    set("PMSLATFR_EL1", "MINLAT", 6);
    write("PMSDSFR_EL1", "4000");
    write("PMSEVFR_EL1", "02");
    SpeCounts counts = new SpeCounts();
    new SampleFilter(file, EXTENDED).passes(operation(type(operation), 2, 5, 14), counts);
    assertEquals(times, counts.of(what));
  }

  private boolean passes(SpuModel model, SampledOperation operation) {
    SpeCounts counts = new SpeCounts();
    boolean passes = new SampleFilter(file, model).passes(operation, counts);
    assertEquals(1, counts.of(SpeCount.FEED));
    assertEquals(passes ? 1 : 0, counts.of(SpeCount.FILTRATE));
    return passes;
  }

  private static SampledOperation withEvents(String events) {
    return operation(OperationType.PLAIN, Long.parseLong(events, 16), 5, -1);
  }

  private static SampledOperation withType(OperationType type) {
    return operation(type, 2, 5, -1);
  }

  private static SampledOperation operation(
      OperationType type, long events, int cycles, int source) {
    return new SampledOperation(
        0x1000, ExceptionLevel.EL0, type, events, cycles, 1, new Detail.Access(0, 0, 1, source), 0);
  }

  private static OperationType type(String name) {
    return switch (name) {
      case "GENERAL_LOAD" -> OperationType.GENERAL_LOAD;
      case "GENERAL_STORE" -> OperationType.GENERAL_STORE;
      case "SIMD_LOAD" -> OperationType.SIMD_LOAD;
      case "SIMD_STORE" -> OperationType.SIMD_STORE;
      case "ATOMIC" -> OperationType.ATOMIC;
      case "BRANCH_DIRECT" -> OperationType.BRANCH_DIRECT;
      case "FLOATING" -> OperationType.FLOATING;
      default -> OperationType.PLAIN;
    };
  }

  private void control(String... fields) {
    for (String field : fields) {
      set("PMSFCR_EL1", field, 1);
    }
  }

  private void set(String register, String field, long value) {
    SysReg named = SysReg.named(register);
    file.assign(named, named.field(field).with(file.read(named), value));
  }

  private void write(String register, String hex) {
    file.assign(SysReg.named(register), Long.parseLong(hex, 16));
  }
}
