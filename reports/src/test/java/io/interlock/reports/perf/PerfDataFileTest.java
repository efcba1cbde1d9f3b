package io.interlock.reports.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.spe.SampledOperation;
import io.interlock.hardware.topology.SpuModel;
import io.interlock.reports.perf.SpeRecording.AuxChunk;
import io.interlock.reports.perf.SpeRecording.Cpu;
import io.interlock.reports.perf.SpeRecording.Event;
import io.interlock.reports.perf.SpeRecording.KernelText;
import io.interlock.reports.perf.SpeRecording.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Known records, and what Linux' own perf says is in the file.
class PerfDataFileTest {
  private static final long NEOVERSE_N1 = 0x410f_d0c0L;
  private static final long GIGAHERTZ = 1_000_000_000;
  private static final int RECORDS = 40;
  private static final Pattern PC = Pattern.compile("PC 0x([0-9a-f]+) el0");
  private static final Pattern LATENCY = Pattern.compile("LAT (\\d+) TOT");
  private static final Pattern TIME = Pattern.compile("TS (\\d+)");

  private final Path folder;

  PerfDataFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void perfDecodesEveryPacket() throws Exception {
    PerfTool.assumeInstalled();
    Profile first = new Profile(SpuModel.USUAL, RECORDS);
    Profile second = new Profile(SpuModel.USUAL, RECORDS / 2);
    Path file = file(recording(List.of(chunk(0, first), chunk(1, second))));
    List<String> dump = PerfTool.lines(file, "report", "-D");
    assertEquals(List.of(), dump.stream().filter(line -> line.contains("Bad packet")).toList());
    assertEquals(pcs(first, second), numbers(dump, PC, 16));
    assertEquals(latencies(first, second), numbers(dump, LATENCY, 10));
    assertEquals(
        Stream.concat(first.times.stream(), second.times.stream()).toList(),
        numbers(dump, TIME, 10));
  }

  @Test
  void perfMakesOneSampleOfEachRecord() throws Exception {
    PerfTool.assumeInstalled();
    Profile profile = new Profile(SpuModel.USUAL, RECORDS);
    Path file = file(recording(List.of(chunk(0, profile))));
    List<String> samples =
        PerfTool.lines(file, "script", "--itrace=i1i", "-F", "comm,tid,cpu,weight,ip");
    assertEquals(RECORDS, samples.size());
    for (int i = 0; i < RECORDS; i++) {
      String[] words = samples.get(i).strip().split("\\s+", -1);
      SampledOperation sample = profile.samples.get(i);
      assertEquals("guest-work", words[0]);
      assertEquals(String.valueOf(Profile.PID), words[1]);
      assertEquals("[000]", words[2]);
      assertEquals(String.valueOf(sample.totalLatencyCycles()), words[3]);
      assertEquals(Long.toHexString(sample.programCounter()), words[4]);
    }
  }

  @Test
  void perfKnowsWhereLoadsWereServed() throws Exception {
    PerfTool.assumeInstalled();
    Profile profile = new Profile(SpuModel.USUAL, 5);
    Path file = file(recording(List.of(chunk(0, profile))));
    List<String> samples =
        PerfTool.lines(file, "script", "--itrace=i1i", "-F", "ip,addr,phys_addr,data_src");
    assertTrue(samples.get(0).contains("L1"), samples.get(0));
    assertTrue(samples.get(1).contains("L2"), samples.get(1));
    assertTrue(samples.get(2).contains("RAM"), samples.get(2));
    assertTrue(samples.get(3).contains("OP STORE"), samples.get(3));
  }

  @Test
  void chunksOfABufferFollowOneAnother() throws Exception {
    PerfTool.assumeInstalled();
    Profile profile = new Profile(SpuModel.USUAL, RECORDS);
    byte[] head = Arrays.copyOf(profile.bytes, 10 * 64);
    byte[] tail = Arrays.copyOfRange(profile.bytes, 10 * 64, profile.bytes.length);
    Path file =
        file(recording(List.of(chunk(0, head, false, false), chunk(0, tail, false, false))));
    List<String> dump = PerfTool.lines(file, "report", "-D");
    assertEquals(pcs(profile), numbers(dump, PC, 16));
    assertEquals(RECORDS, PerfTool.lines(file, "script", "--itrace=i1i", "-F", "ip").size());
  }

  @Test
  void recordsThatEndAnywhereArePadded() throws Exception {
    PerfTool.assumeInstalled();
    Profile profile = new Profile(SpuModel.UNUSUAL, 5);
    assertTrue(profile.bytes.length % 8 != 0, "a length that needs it");
    Path file = file(recording(List.of(chunk(0, profile))));
    assertEquals(pcs(profile), numbers(PerfTool.lines(file, "report", "-D"), PC, 16));
  }

  @ParameterizedTest
  @CsvSource({"true, false, 'AUX data lost'", "false, true, 'collision'"})
  void perfWarnsOfWhatTheBufferLost(boolean truncated, boolean collision, String warning)
      throws Exception {
    PerfTool.assumeInstalled();
    Profile profile = new Profile(SpuModel.USUAL, 2);
    Path file = file(recording(List.of(chunk(0, profile.bytes, truncated, collision))));
    assertTrue(PerfTool.warnings(file, "report", "-D").contains(warning), warning);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFileWithoutLossGivesNoWarning(boolean withKernel) throws Exception {
    PerfTool.assumeInstalled();
    KernelText kernel = withKernel ? new KernelText(0xffff_8000_8000_0000L, 0x100_0000) : null;
    Profile profile = new Profile(SpuModel.USUAL, 2);
    Path file = file(recording(GIGAHERTZ, kernel, List.of(chunk(0, profile))));
    assertEquals("", PerfTool.warnings(file, "report", "-D"));
    assertEquals("", PerfTool.warnings(file, "script", "--itrace=i1i"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000_000_000, 25_000_000, 19_200_000})
  void countsBecomeNanoseconds(long hz) throws Exception {
    PerfTool.assumeInstalled();
    Profile profile = new Profile(SpuModel.USUAL, 1);
    Path file = file(recording(hz, List.of(chunk(0, profile))));
    List<String> samples = PerfTool.lines(file, "script", "--ns", "--itrace=i1i", "-F", "time");
    double nanos = profile.times.getFirst() * 1e9 / hz;
    double seconds = Double.parseDouble(samples.getFirst().strip().replace(":", ""));
    assertEquals(nanos, seconds * 1e9, 1 + nanos * 1e-6);
  }

  @Test
  void theHeaderSaysWhereEverythingIs() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SpeRecording recording = recording(List.of(chunk(0, new byte[64], false, false)));
    PerfDataFile.write(recording, PerfMetadata.VERSION_1, bytes);
    ByteBuffer file = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals("PERFILE2", new String(file.array(), 0, 8, StandardCharsets.US_ASCII));
    assertEquals(104, file.getLong(8));
    assertEquals(144, file.getLong(16));
    long dataStart = file.getLong(40);
    long dataBytes = file.getLong(48);
    assertEquals(104 + 2 * 144 + 2 * 2 * 8, dataStart);
    long features = file.getLong(72);
    assertEquals(0b101_0001_0011_1111_1000L, features);
    long firstSection = file.getLong((int) (dataStart + dataBytes));
    assertEquals(dataStart + dataBytes + 16L * Long.bitCount(features), firstSection);
  }

  @Test
  void versionTwoTellsOfEachCpu() throws IOException {
    long first = privateWords(PerfMetadata.VERSION_1);
    long second = privateWords(PerfMetadata.VERSION_2);
    assertEquals(2, first);
    assertEquals(4 + 2 * 6, second);
  }

  /// The words that AUXTRACE_INFO, the second record, has behind its type.
  private static long privateWords(PerfMetadata metadata) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PerfDataFile.write(recording(List.of()), metadata, bytes);
    ByteBuffer file = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    int second = (int) file.getLong(40) + file.getShort((int) file.getLong(40) + 6);
    assertEquals(70, file.getInt(second));
    return (file.getShort(second + 6) - 16L) / Long.BYTES;
  }

  @Test
  void badRecordingsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> recording(List.of(chunk(2, new byte[8], false, false))));
    assertThrows(IllegalArgumentException.class, () -> recording(1000, List.of()));
  }

  @Test
  void bytesAreCopied() {
    byte[] bytes = {1, 2, 3};
    ChunkBytes chunk = ChunkBytes.of(bytes);
    bytes[0] = 9;
    byte[] copy = new byte[3];
    chunk.copyTo(copy);
    assertEquals(1, copy[0]);
    assertFalse(Arrays.equals(bytes, copy));
  }

  private Path file(SpeRecording recording) throws IOException {
    Path file = folder.resolve("perf-VM.data");
    try (OutputStream out = Files.newOutputStream(file)) {
      PerfDataFile.write(recording, PerfMetadata.VERSION_1, out);
    }
    return file;
  }

  private static SpeRecording recording(List<AuxChunk> chunks) {
    return recording(GIGAHERTZ, chunks);
  }

  private static SpeRecording recording(long counterHz, List<AuxChunk> chunks) {
    return recording(counterHz, null, chunks);
  }

  private static SpeRecording recording(
      long counterHz, @Nullable KernelText kernel, List<AuxChunk> chunks) {
    return new SpeRecording(
        "vm-a",
        "6.12.0",
        new Event(9, "arm_spe_0", true, true, 1024),
        counterHz,
        List.of(new Cpu(NEOVERSE_N1, true, 1024), new Cpu(NEOVERSE_N1, true, 1024)),
        List.of(new Task(Profile.PID, "guest-work", "/usr/bin/guest-work", Profile.TEXT, 0x10000)),
        kernel,
        chunks);
  }

  private static AuxChunk chunk(int cpu, Profile profile) {
    return chunk(cpu, profile.bytes, false, false);
  }

  private static AuxChunk chunk(int cpu, byte[] bytes, boolean truncated, boolean collision) {
    return new AuxChunk(cpu, 10_000_000, truncated, false, collision, ChunkBytes.of(bytes));
  }

  private static List<Long> pcs(Profile... profiles) {
    return Stream.of(profiles)
        .flatMap(profile -> profile.samples.stream())
        .map(SampledOperation::programCounter)
        .toList();
  }

  private static List<Long> latencies(Profile... profiles) {
    return Stream.of(profiles)
        .flatMap(profile -> profile.samples.stream())
        .map(sample -> (long) sample.totalLatencyCycles())
        .toList();
  }

  private static List<Long> numbers(List<String> lines, Pattern pattern, int radix) {
    return lines.stream()
        .map(pattern::matcher)
        .filter(Matcher::find)
        .map(matcher -> Long.parseLong(matcher.group(1), radix))
        .toList();
  }
}
