package io.interlock.cluster.fleet;

/// Looks at a fleet from time to time while it runs, on the thread that turns its windows. What it
/// sees makes no difference to the fleet.
public interface FleetWatch {
  /// Nobody looks.
  FleetWatch NONE =
      new FleetWatch() {
        @Override
        public boolean isDue() {
          return false;
        }

        @Override
        public void saw(FleetMoment moment) {}
      };

  /// Whether it is time for another look; asked after every window.
  boolean isDue();

  /// Takes a look.
  void saw(FleetMoment moment);
}
