package io.interlock.hypervisor.guest;

/// perf's AUX buffer and what the SPE driver reckons about it (`arm_spe_pmu_next_off`).
///
/// Positions rise for ever; a place in the buffer is a position modulo its size. A session lasts
/// from [#begin] to [#end]; while it lasts, the hardware may write up to a limit.
final class AuxBuffer {
  /// The flags of a session (`PERF_AUX_FLAG_`).
  static final int TRUNCATED = 1;

  static final int PARTIAL = 4;
  static final int COLLISION = 8;

  static final int SAVED_NUMBERS = 5;

  /// Instead of a limit: there is no room.
  static final long NO_ROOM = 0;

  private static final int PAGE_MASK = GuestProfiler.PAGE_BYTES - 1;

  private final transient int bytes;
  private long head;
  private long tail;
  private long woken;
  private boolean open;
  private int flags;

  AuxBuffer(int bytes) {
    this.bytes = bytes;
  }

  AuxBuffer copy() {
    AuxBuffer copy = new AuxBuffer(bytes);
    copy.head = head;
    copy.tail = tail;
    copy.woken = woken;
    copy.open = open;
    copy.flags = flags;
    return copy;
  }

  void save(long[] saved, int from) {
    saved[from] = head;
    saved[from + 1] = tail;
    saved[from + 2] = woken;
    saved[from + 3] = open ? 1 : 0;
    saved[from + 4] = flags;
  }

  /// Takes what [#save] gave.
  void restore(long[] saved, int from) {
    head = saved[from];
    tail = saved[from + 1];
    woken = saved[from + 2];
    open = saved[from + 3] != 0;
    flags = Math.toIntExact(saved[from + 4]);
  }

  /// Whether there is a session.
  boolean isOpen() {
    return open;
  }

  int flags() {
    return flags;
  }

  void flag(int more) {
    flags |= more;
  }

  /// Where the hardware writes next, as an offset.
  int offset() {
    return (int) (head & (bytes - 1));
  }

  /// Begins a session. The offset behind the last byte that the hardware may write, or [#NO_ROOM]:
  /// then the session has ended again, truncated.
  long begin(int alignment, int recordBytesMax) {
    open = true;
    flags = 0;
    long limit = limit(alignment);
    if (limit != NO_ROOM && limit - offset() < recordBytesMax) {
      // Too close to the end for a record: the rest stays empty.
      skip(limit - offset());
      limit = limit(alignment);
    }
    return limit;
  }

  private long limit(int alignment) {
    skip(Math.min(room(), -head & (alignment - 1)));
    long room = room();
    if (room == 0) {
      return truncated();
    }
    long end = (head + room) & (bytes - 1);
    long limit = offset() < end ? end & ~PAGE_MASK : bytes;
    long wakeup = woken + bytes / 2;
    long wakeupOffset = wakeup & (bytes - 1);
    if (wakeup < head + room && offset() <= wakeupOffset) {
      limit = Math.min(limit, (wakeupOffset + PAGE_MASK) & ~PAGE_MASK);
    }
    if (limit > offset()) {
      return limit;
    }
    skip(room);
    return truncated();
  }

  private long truncated() {
    flag(TRUNCATED);
    open = false;
    return NO_ROOM;
  }

  /// Bytes that may be written before those that nobody has read yet; one is always left.
  private long room() {
    return bytes - 1 - (head - tail);
  }

  private void skip(long empty) {
    advance(empty);
  }

  /// The next time that perf is woken is half a buffer behind the last.
  private void advance(long more) {
    head += more;
    if (head - woken >= bytes / 2) {
      woken = head & -(bytes / 2);
    }
  }

  /// Ends the session: the hardware has written up to that offset. Says how many bytes those are.
  long end(long upToOffset) {
    long written = upToOffset - offset();
    advance(written);
    open = false;
    return written;
  }

  /// perf has taken all that is there.
  void read() {
    tail = head;
  }
}
