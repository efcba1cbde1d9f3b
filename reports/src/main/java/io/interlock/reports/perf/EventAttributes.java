package io.interlock.reports.perf;

/// The two events of a file as `perf_event_attr` describes them: SPE itself, and the dummy that
/// tells of tasks and mappings.
///
/// @param type number of the PMU
/// @param idsFrom identifier of the event on CPU 0; those of the others follow
record EventAttributes(
    int type, long config, long period, long sampleType, long flags, String name, long idsFrom) {
  static final int BYTES = 128;

  private static final long SAMPLE_IP = 1;
  private static final long SAMPLE_TID = 1 << 1;
  private static final long SAMPLE_TIME = 1 << 2;
  private static final long SAMPLE_CPU = 1 << 7;
  private static final long SAMPLE_DATA_SOURCE = 1 << 15;
  private static final long SAMPLE_IDENTIFIER = 1 << 16;
  private static final long SAMPLE_PHYSICAL_ADDRESS = 1 << 19;
  private static final long COMMON =
      SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_CPU | SAMPLE_IDENTIFIER;

  private static final long DISABLED = 1;
  private static final long INHERIT = 1 << 1;
  private static final long EXCLUDE_KERNEL = 1 << 5;
  private static final long EXCLUDE_HYPERVISOR = 1 << 6;
  private static final long MMAP = 1 << 8;
  private static final long COMM = 1 << 9;
  private static final long TASK = 1 << 13;
  private static final long SAMPLE_ID_ALL = 1 << 18;
  private static final long MMAP2 = 1 << 23;
  private static final long CONTEXT_SWITCH = 1 << 26;

  private static final int TYPE_SOFTWARE = 1;
  private static final int CONFIG_DUMMY = 9;
  private static final int READ_FORMAT_ID = 1 << 2;
  private static final long SPE_IDS_FROM = 100_000;
  private static final long DUMMY_IDS_FROM = 200_000;

  static EventAttributes spe(SpeRecording.Event event, boolean kernel) {
    long config = (event.timestamps() ? 1 : 0) | (event.physicalAddresses() ? 2 : 0);
    String options =
        (event.timestamps() ? "ts_enable=1" : "")
            + (config == 3 ? "," : "")
            + (event.physicalAddresses() ? "pa_enable=1" : "");
    return new EventAttributes(
        event.pmuType(),
        config,
        event.periodOperations(),
        COMMON | SAMPLE_DATA_SOURCE | SAMPLE_PHYSICAL_ADDRESS,
        DISABLED | INHERIT | SAMPLE_ID_ALL | (kernel ? 0 : EXCLUDE_KERNEL),
        event.pmuName() + "/" + options + "/",
        SPE_IDS_FROM);
  }

  static EventAttributes dummy() {
    long flags = DISABLED | INHERIT | EXCLUDE_KERNEL | EXCLUDE_HYPERVISOR | MMAP | COMM | TASK;
    return new EventAttributes(
        TYPE_SOFTWARE,
        CONFIG_DUMMY,
        1,
        COMMON,
        flags | SAMPLE_ID_ALL | MMAP2 | CONTEXT_SWITCH,
        "dummy:u",
        DUMMY_IDS_FROM);
  }

  byte[] toBytes() {
    Layout layout =
        new Layout()
            .u32(type)
            .u32(BYTES)
            .u64(config)
            .u64(period)
            .u64(sampleType)
            .u64(READ_FORMAT_ID)
            .u64(flags);
    return layout.zeros(BYTES - layout.length()).toBytes();
  }

  /// The identifiers of the event on each CPU.
  byte[] ids(int cpus) {
    Layout ids = new Layout();
    for (int cpu = 0; cpu < cpus; cpu++) {
      ids.u64(id(cpu));
    }
    return ids.toBytes();
  }

  long id(int cpu) {
    return idsFrom + cpu;
  }
}
