package io.interlock.actors.host.pe;

import akka.actor.typed.ActorRef;
import io.interlock.actors.host.Distributor;
import io.interlock.hardware.register.RegisterFile;
import java.util.List;

/// The state of a PE, to look at.
///
/// @param state as the engine keeps it
public record PeView(Object state) {
  private PeState pe() {
    return (PeState) state;
  }

  /// Its registers.
  public RegisterFile registers() {
    return pe().hardware.file();
  }

  /// What the host keeps in memory of its own registers while a guest runs.
  public RegisterFile hostContext() {
    return pe().hostContext;
  }

  /// Whether a guest runs.
  public boolean runsGuest() {
    return pe().guest.running();
  }

  /// Whether the current thread may lose the PE at this instant.
  public boolean preemptible() {
    return pe().preemptible();
  }

  /// Whether the host takes interrupts.
  public boolean takesInterrupts() {
    return pe().interrupts.open();
  }

  /// The distributor of its host.
  public ActorRef<Distributor.Command> distributor() {
    return pe().setup.distributor();
  }

  /// The affinities of all PEs of its host, by number.
  public List<Long> affinities() {
    return pe().setup.affinities();
  }
}
