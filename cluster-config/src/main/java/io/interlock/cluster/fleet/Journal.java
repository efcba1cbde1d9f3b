package io.interlock.cluster.fleet;

import java.util.List;

/// Remembers the windows of a fleet, so that whoever goes on with it needs no more than this.
public interface Journal {
  /// Nothing is remembered.
  Journal NONE =
      new Journal() {
        @Override
        public List<Window> windows() {
          return List.of();
        }

        @Override
        public void finished(Window window) {}
      };

  /// A window that is over.
  ///
  /// @param untilPicos its end
  /// @param reports what hosts told in it
  record Window(long untilPicos, List<HostReport> reports) {
    /// Keeps a copy of the list.
    public Window {
      reports = List.copyOf(reports);
    }
  }

  /// The windows that are over, from the first on.
  List<Window> windows();

  /// Remembers one more before the next begins.
  void finished(Window window);
}
