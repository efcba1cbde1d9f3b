package io.interlock.engine.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.Engines;
import io.interlock.engine.Sim;
import io.interlock.engine.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AskTest {
  private record Question(String text, ActorRef<Answer> replyTo) {}

  private record Answer(String text) {}

  private final List<String> heard = new ArrayList<>();

  @Test
  void aContextAsksAndHearsTheReply() {
    asking(answering(Duration.ofMillis(3)));
    assertEquals(List.of("yes at 3 ms"), heard);
  }

  @Test
  void anAskTimesOutInVirtualTime() {
    asking(Behaviors.ignore());
    assertEquals(List.of("TimeoutException at 3600000 ms"), heard);
  }

  @Test
  void aReplyAfterTheTimeOutIsADeadLetter() {
    asking(answering(Duration.ofHours(2)));
    assertEquals(List.of("TimeoutException at 3600000 ms"), heard);
  }

  @Test
  void theAskPatternWorksFromInside() {
    piping(
        (context, server) ->
            AskPattern.ask(
                    server,
                    (ActorRef<Answer> replyTo) -> new Question("?", replyTo),
                    Duration.ofSeconds(1),
                    context.getSystem().scheduler())
                .thenApply(Answer::text));
    assertEquals(List.of("yes at 3 ms"), heard);
  }

  @Test
  void aCompletedFutureIsPipedAtOnce() {
    piping((_, _) -> CompletableFuture.completedFuture("done"));
    assertEquals(List.of("done at 0 ms"), heard);
  }

  @Test
  void aFutureOfASimulatedTimerIsPipedWhenItRings() {
    piping(
        (context, _) -> {
          CompletableFuture<String> future = new CompletableFuture<>();
          context
              .getSystem()
              .scheduler()
              .scheduleOnce(
                  Duration.ofMillis(8),
                  () -> future.complete("rung"),
                  context.getExecutionContext());
          return future;
        });
    assertEquals(List.of("rung at 8 ms"), heard);
  }

  @Test
  void aTaskOnTheActorsExecutorRunsInTheSimulation() {
    List<Thread> threads = new ArrayList<>();
    piping(
        (context, _) ->
            CompletableFuture.supplyAsync(
                    () -> {
                      threads.add(Thread.currentThread());
                      return "supplied";
                    },
                    context.getExecutionContext())
                .thenApplyAsync(text -> text + "!", context.getExecutionContext()));
    assertEquals(List.of("supplied! at 0 ms"), heard);
    assertEquals(List.of(Thread.currentThread()), threads);
  }

  @Test
  void aFailedFutureIsPipedAsItsFailure() {
    piping((_, _) -> CompletableFuture.failedFuture(new IllegalStateException("on purpose")));
    assertEquals(List.of("IllegalStateException at 0 ms"), heard);
  }

  @Test
  void aFutureCompletedByAForeignThreadIsAClearError() throws InterruptedException {
    CompletableFuture<String> future = new CompletableFuture<>();
    try (Simulation simulation = Engines.simulation("asking", 1)) {
      simulation.spawn(pipe((_, _) -> future), "client");
      simulation.run();
      Thread thread = Thread.ofPlatform().name("stranger").start(() -> future.complete("late"));
      thread.join(TimeUnit.SECONDS.toMillis(10));
      String message = Engines.failureOf(simulation);
      assertTrue(message.startsWith("thread stranger sent "), message);
      assertTrue(message.contains(" to client of simulation asking from outside"), message);
      assertEquals(List.of(), heard);
    }
  }

  private interface Call {
    CompletionStage<String> start(
        akka.actor.typed.javadsl.ActorContext<String> context, ActorRef<Question> server);
  }

  private void asking(Behavior<Question> serving) {
    try (Simulation simulation = Engines.simulation("asking", 1)) {
      ActorRef<Question> server = simulation.spawn(serving, "server");
      simulation.spawn(
          Behaviors.<String>setup(
              context -> {
                context.ask(
                    Answer.class,
                    server,
                    Duration.ofHours(1),
                    (ActorRef<Answer> replyTo) -> new Question("?", replyTo),
                    (answer, broken) ->
                        answer == null ? broken.getClass().getSimpleName() : answer.text());
                return hearing();
              }),
          "client");
      simulation.run();
    }
  }

  private void piping(Call call) {
    try (Simulation simulation = Engines.simulation("asking", 1)) {
      simulation.spawn(pipe(call), "client");
      simulation.run();
    }
  }

  private Behavior<String> pipe(Call call) {
    return Behaviors.setup(
        context -> {
          ActorRef<Question> server = context.spawn(answering(Duration.ofMillis(3)), "server");
          context.pipeToSelf(
              call.start(context, server),
              (text, broken) -> broken == null ? text : broken.getClass().getSimpleName());
          return hearing();
        });
  }

  private Behavior<String> hearing() {
    return Behaviors.receive(
        (context, message) -> {
          heard.add(message + " at " + Sim.of(context).now() / Engines.millis(1) + " ms");
          return Behaviors.same();
        });
  }

  private static Behavior<Question> answering(Duration delay) {
    return Behaviors.receive(
        (context, question) -> {
          context.scheduleOnce(delay, question.replyTo(), new Answer("yes"));
          return Behaviors.same();
        });
  }
}
