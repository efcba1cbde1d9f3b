package io.interlock.tests.bench;

import io.interlock.engine.Engine;
import io.interlock.engine.Simulation;
import io.interlock.engine.bench.EngineBench;
import io.interlock.engine.bench.PingPong;
import io.interlock.engine.conductor.Pause;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Deliveries per second of a ping-pong: simulated, under plain Akka on one thread, and two
/// simulations on two threads. An operation is one delivery.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {
      "--sun-misc-unsafe-memory-access=allow",
      "--add-opens=java.base/java.lang=ALL-UNNAMED"
    })
public class EngineBenchmark {
  private static final int BALLS = 1_000_000;

  private final Engine engine = new Engine(2);
  private final PingPong.Plain plain = new PingPong.Plain();

  /// One simulation on one thread.
  @Benchmark
  @OperationsPerInvocation(BALLS)
  public List<Pause> simulated() {
    return play(1);
  }

  /// Two independent simulations on two threads.
  @Benchmark
  @OperationsPerInvocation(2 * BALLS)
  public List<Pause> twoSimulations() {
    return play(2);
  }

  /// The same actors under Akka's own dispatcher, on one thread.
  @Benchmark
  @OperationsPerInvocation(BALLS)
  public void plainAkka() throws InterruptedException {
    plain.play(BALLS);
  }

  private List<Pause> play(int simulations) {
    List<Simulation> games =
        IntStream.range(0, simulations).mapToObj(_ -> PingPong.simulated(engine, BALLS)).toList();
    List<Pause> pauses = engine.runAll(games, Long.MAX_VALUE);
    games.forEach(Simulation::close);
    return pauses;
  }

  /// Stops both actor systems.
  @TearDown
  public void close() {
    engine.close();
    plain.close();
  }

  /// Runs these benchmarks, then the memory of an idle actor, which is no rate.
  public static void main(String[] args) throws RunnerException {
    String name = EngineBenchmark.class.getSimpleName();
    new Runner(new OptionsBuilder().include(name).build()).run();
    IO.println(EngineBench.memory());
  }
}
