package io.interlock.engine.explore.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Recording;
import io.interlock.engine.explore.TinyWorld;
import org.junit.jupiter.api.Test;

class CensusTest {
  private final Census census = new Census();

  /// A question has two answers, of which the second waits behind the first; each is thanked for.
  private static final class Quiz implements TinyWorld.Script {
    @Override
    public void begin(TinyWorld world) {
      world.send("pupil", "teacher", "question");
      world.send("bell", "teacher", "ring");
    }

    @Override
    public void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {
      if (message.equals("question")) {
        world.send("teacher", "pupil", "answer");
        world.send("teacher", "pupil", "answer");
      } else if (message.equals("answer")) {
        world.send("pupil", "friend", "thanks");
      }
    }
  }

  @Test
  void theTreeOfADeliveryIsWhatItEnablesBySendingOrByMakingWay() {
    TinyWorld world = new TinyWorld(Quiz::new);
    Course course = new Course();
    Forecast forecast = new Forecast(world, census, course);
    learn(world, course, forecast);
    world.restart();
    course.begin();
    int question = world.find("pupil", "teacher");
    assertEquals(5, forecast.remaining(question));
    assertEquals(1, forecast.remaining(world.find("bell", "teacher")));
    course.delivering(world, question);
    world.step(question, Choices.FIRST);
    int answer = world.find("teacher", "pupil");
    assertEquals(4, forecast.remaining(answer));
    course.delivering(world, answer);
    world.step(answer, Choices.FIRST);
    // Both the second answer and the first thanks make the second thanks possible.
    assertEquals(1.5, forecast.remaining(answer));
    assertEquals(1.5, forecast.remaining(world.find("pupil", "friend")));
  }

  @Test
  void aReceiverIsContendedIfSeveralSendToIt() {
    TinyWorld world = new TinyWorld(Quiz::new);
    Course course = new Course();
    Forecast forecast = new Forecast(world, census, course);
    assertFalse(forecast.isContended(world.find("bell", "teacher")));
    learn(world, course, forecast);
    assertTrue(forecast.isContended(world.find("bell", "teacher")));
    assertTrue(forecast.isContended(world.find("pupil", "teacher")));
    assertFalse(forecast.isContended(world.find("teacher", "pupil")));
  }

  @Test
  void theLongestExecutionIsThatWithMostChoices() {
    TinyWorld world = new TinyWorld(Quiz::new);
    Course course = new Course();
    learn(world, course, new Forecast(world, census, course));
    // With the oldest first: question or bell, bell or answer, answer or thanks.
    assertEquals(3, census.longest());
  }

  @Test
  void whatNobodyHasSeenLeadsToItselfOnly() {
    TinyWorld world = new TinyWorld(Quiz::new);
    Forecast forecast = new Forecast(world, census, new Course());
    assertEquals(1, forecast.remaining(world.find("pupil", "teacher")));
    assertEquals(0, forecast.remainingContended(world.find("pupil", "teacher")));
  }

  /// Two executions, on two workers: one always takes the newest head, the other the oldest.
  private void learn(TinyWorld world, Course course, Forecast forecast) {
    for (boolean newest : new boolean[] {true, false}) {
      Lessons lessons = new Lessons(world);
      Recording recording = new Recording();
      world.restart();
      course.begin();
      while (world.enabledCount() > 0) {
        int channel = world.enabled(newest ? world.enabledCount() - 1 : 0);
        course.delivering(world, channel);
        recording.step(world, channel, Choices.FIRST);
      }
      course.teach(lessons, recording, forecast);
      census.merge(lessons);
      forecast.refresh();
    }
  }
}
