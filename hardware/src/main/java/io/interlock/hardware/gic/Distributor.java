package io.interlock.hardware.gic;

import io.interlock.hardware.gic.GicStream.Downstream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The distributor of a host: state of the SPIs, their routing, and what of it is signalled to
/// which PE.
///
/// Routing is by affinity (GICD_IROUTER). With Interrupt_Routing_Mode = 1, "any PE", the choice is
/// deterministic: among the awake PEs, in index order, number `INTID mod count`.
///
/// An SPI is signalled to one PE at a time. When its target changes while a CPU interface holds it,
/// it is cleared there, and goes to the new target when the old one has released it.
public final class Distributor {
  /// A message and the index of the PE whose CPU interface must receive it.
  public record Directed(int pe, Downstream message) {}

  private static final int CTLR = 0x0000;
  private static final int TYPER = 0x0004;
  private static final int IIDR = 0x0008;
  private static final int IROUTER = 0x6000;
  private static final int IMPLEMENTER_ARM = 0x43B;
  private static final int CTLR_ENABLE_GROUP0 = 1;
  private static final int CTLR_ENABLE_GROUP1 = 1 << 1;
  private static final int CTLR_ARE = 1 << 4;
  private static final int CTLR_DS = 1 << 6;
  private static final int TYPER_IDBITS_10 = 9 << 19;
  private static final int TYPER_A3V = 1 << 24;
  private static final long ANY_PE = 1L << 31;
  private static final int NOWHERE = -1;

  private final long[] affinities;
  private final InterruptBank[] banks;
  private final long[] routes;
  private final int[] signalledTo;
  private final StreamPort[] ports;
  private final boolean[] asleep;
  private int enables;

  /// @param spiCount a multiple of 32, 32 to 960
  /// @param affinities of the PEs, in [Affinity] layout; the position is the index of the PE
  public Distributor(int spiCount, long... affinities) {
    if (spiCount < 32 || spiCount > 960 || spiCount % 32 != 0) {
      throw new IllegalArgumentException(
          "number of SPIs " + spiCount + ": allowed are multiples of 32 from 32 to 960");
    }
    this.affinities = affinities.clone();
    banks = new InterruptBank[spiCount / 32];
    Arrays.setAll(banks, _ -> new InterruptBank(0, ~0));
    routes = new long[spiCount];
    signalledTo = new int[spiCount];
    Arrays.fill(signalledTo, NOWHERE);
    ports = new StreamPort[affinities.length];
    Arrays.setAll(ports, _ -> new StreamPort());
    asleep = new boolean[affinities.length];
    Arrays.fill(asleep, true);
  }

  private Distributor(Distributor other) {
    affinities = other.affinities;
    banks = other.banks.clone();
    Arrays.setAll(banks, n -> other.banks[n].copy());
    routes = other.routes.clone();
    signalledTo = other.signalledTo.clone();
    ports = other.ports.clone();
    Arrays.setAll(ports, n -> other.ports[n].copy());
    asleep = other.asleep.clone();
    enables = other.enables;
  }

  /// An independent distributor in the same state.
  public Distributor copy() {
    return new Distributor(this);
  }

  /// The line of an SPI rises or falls.
  public List<Directed> line(int intid, boolean high) {
    bank(intid).line(intid & 31, high);
    return signal(intid);
  }

  /// Routes an SPI to the PE with this affinity, puts it into group 1 and enables it, as a kernel
  /// does that takes it into use (GICD_IROUTER, GICD_IGROUPR, GICD_ISENABLER).
  public List<Directed> enable(int intid, long affinity) {
    routes[spi(intid)] = affinity & Affinity.MASK;
    int bit = 1 << intid;
    bank(intid).group1 |= bit;
    bank(intid).enabled |= bit;
    return signal(intid);
  }

  /// Makes an SPI pending by message (GICD_SETSPI_NSR) or by GICD_ISPENDR.
  public List<Directed> setPending(int intid) {
    bank(intid).latch(1 << intid);
    return signal(intid);
  }

  /// GICD_ICPENDR; a high line of a level sensitive SPI stays pending.
  public List<Directed> clearPending(int intid) {
    bank(intid).unlatch(1 << intid);
    return signal(intid);
  }

  /// Sets one priority, as a byte access to GICD_IPRIORITYR does. The low three bits are dropped.
  public List<Directed> setPriority(int intid, int priority) {
    bank(intid).setPriority(intid & 31, priority);
    return signal(intid);
  }

  /// PE `pe` acknowledged an SPI.
  public List<Directed> activate(int pe, int intid) {
    bank(intid).activate(intid & 31);
    return release(pe, intid);
  }

  /// PE `pe` gave an SPI back.
  public List<Directed> release(int pe, int intid) {
    ports[pe].answered(intid);
    signalledTo[spi(intid)] = NOWHERE;
    var out = new ArrayList<Directed>();
    signalTo(pe, out);
    signalTo(target(intid), out);
    return out;
  }

  /// Any PE may deactivate an SPI.
  public List<Directed> deactivate(int intid) {
    bank(intid).deactivate(intid & 31);
    return signal(intid);
  }

  /// GICR_WAKER of PE `pe` changed: a sleeping PE receives no SPI and takes no part in 1-of-N.
  public List<Directed> sleep(int pe, boolean sleeping) {
    asleep[pe] = sleeping;
    return signalAll();
  }

  /// GICD_CTLR.EnableGrp0. The redistributors must be told when it changes.
  public boolean forwardsGroup0() {
    return (enables & CTLR_ENABLE_GROUP0) != 0;
  }

  /// GICD_CTLR.EnableGrp1. The redistributors must be told when it changes.
  public boolean forwardsGroup1() {
    return (enables & CTLR_ENABLE_GROUP1) != 0;
  }

  /// Reads a 32-bit word. Words of INTIDs 0 to 31 and unknown registers read as zero: with affinity
  /// routing the private interrupts are in the redistributors.
  public int read(int offset) {
    GicRegister register = GicRegister.at(offset);
    if (register != null) {
      int first = register.firstIntId(offset);
      return implemented(first) ? BankFrame.read(bank(first), register, first & 31) : 0;
    }
    if (isRoute(offset)) {
      return (int) (routes[routeOf(offset)] >>> (8 * (offset & 4)));
    }
    return switch (offset) {
      case CTLR -> enables | CTLR_ARE | CTLR_DS;
      case TYPER -> TYPER_A3V | TYPER_IDBITS_10 | banks.length;
      case IIDR -> IMPLEMENTER_ARM;
      default -> 0;
    };
  }

  /// Writes a 32-bit word. Read-only and unknown registers ignore it.
  public List<Directed> write(int offset, int value) {
    GicRegister register = GicRegister.at(offset);
    if (register != null && implemented(register.firstIntId(offset))) {
      int first = register.firstIntId(offset);
      BankFrame.write(bank(first), register, first & 31, value);
    } else if (offset == CTLR) {
      enables = value & (CTLR_ENABLE_GROUP0 | CTLR_ENABLE_GROUP1);
    } else if (isRoute(offset)) {
      int shift = 8 * (offset & 4);
      long kept = routes[routeOf(offset)] & ~(0xFFFF_FFFFL << shift);
      routes[routeOf(offset)] =
          (kept | ((value & 0xFFFF_FFFFL) << shift)) & (Affinity.MASK | ANY_PE);
    } else {
      return List.of();
    }
    return signalAll();
  }

  /// Index of the PE that receives an SPI, or -1 if its route names none.
  public int target(int intid) {
    long route = routes[spi(intid)];
    if ((route & ANY_PE) != 0) {
      return anyOf(intid);
    }
    for (int pe = 0; pe < affinities.length; pe++) {
      if (affinities[pe] == route) {
        return pe;
      }
    }
    return NOWHERE;
  }

  /// INTID of the SPI that should be signalled to PE `pe` now, or [IntId#NONE].
  public int highestPending(int pe) {
    int best = IntId.NONE;
    int bestPriority = 0x100;
    for (int b = 0; b < banks.length; b++) {
      int n = banks[b].mostUrgent(candidates(b, pe));
      if (n >= 0 && banks[b].priority(n) < bestPriority) {
        best = 32 * (b + 1) + n;
        bestPriority = banks[b].priority(n);
      }
    }
    return best;
  }

  public boolean isPending(int intid) {
    return ((bank(intid).pending() >>> intid) & 1) != 0;
  }

  public boolean isActive(int intid) {
    return ((bank(intid).active >>> intid) & 1) != 0;
  }

  private int candidates(int b, int pe) {
    InterruptBank bank = banks[b];
    int groups = (forwardsGroup1() ? bank.group1 : 0) | (forwardsGroup0() ? ~bank.group1 : 0);
    int found = 0;
    for (int rest = bank.deliverable() & groups; rest != 0; rest &= rest - 1) {
      int n = Integer.numberOfTrailingZeros(rest);
      int holder = signalledTo[32 * b + n];
      if (target(32 * (b + 1) + n) == pe && (holder == NOWHERE || holder == pe)) {
        found |= 1 << n;
      }
    }
    return found;
  }

  private int anyOf(int intid) {
    int awake = 0;
    for (boolean sleeping : asleep) {
      awake += sleeping ? 0 : 1;
    }
    if (awake == 0) {
      return NOWHERE;
    }
    int skip = intid % awake;
    int pe = 0;
    while (asleep[pe] || skip-- > 0) {
      pe++;
    }
    return pe;
  }

  private List<Directed> signal(int intid) {
    var out = new ArrayList<Directed>(1);
    int target = target(intid);
    signalTo(target, out);
    int holder = signalledTo[spi(intid)];
    if (holder != target) {
      signalTo(holder, out);
    }
    return out;
  }

  private List<Directed> signalAll() {
    var out = new ArrayList<Directed>();
    for (int pe = 0; pe < ports.length; pe++) {
      signalTo(pe, out);
    }
    return out;
  }

  private void signalTo(int pe, List<Directed> out) {
    if (pe == NOWHERE || asleep[pe]) {
      return;
    }
    int intid = highestPending(pe);
    for (Downstream message : intid == IntId.NONE ? ports[pe].withdraw() : offer(pe, intid)) {
      if (message instanceof GicStream.Set) {
        signalledTo[spi(intid)] = pe;
      }
      out.add(new Directed(pe, message));
    }
  }

  private List<Downstream> offer(int pe, int intid) {
    InterruptBank bank = bank(intid);
    return ports[pe].offer(intid, bank.priority(intid & 31), ((bank.group1 >>> intid) & 1) != 0);
  }

  private boolean implemented(int intid) {
    return intid >= IntId.SPI_MIN && intid - IntId.SPI_MIN < routes.length;
  }

  private boolean isRoute(int offset) {
    int index = routeOf(offset);
    return index >= 0 && index < routes.length;
  }

  private static int routeOf(int offset) {
    return ((offset - IROUTER) >> 3) - IntId.SPI_MIN;
  }

  private InterruptBank bank(int intid) {
    return banks[spi(intid) >>> 5];
  }

  private int spi(int intid) {
    int index = intid - IntId.SPI_MIN;
    if (index < 0 || index >= routes.length) {
      throw new IllegalArgumentException(
          "INTID " + intid + ": this distributor has SPIs 32 to " + (31 + routes.length));
    }
    return index;
  }
}
