package io.interlock.reports.perf;

/// The forms in which a file tells perf what its SPE data is.
public enum PerfMetadata {
  /// Read by every perf; newer ones ask for more. Data sources mean what they mean on CPU 0.
  VERSION_1,
  /// Tells what each CPU is. Perf up to 6.12 reads no samples from such a file, and does not say
  /// so.
  VERSION_2
}
