package io.interlock.engine.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test that explores actors. Its method takes an [io.interlock.engine.check.Explorer] and calls
/// `check` on it.
///
/// On a class it says how the tests there explore that do not say it themselves. The configuration
/// parameters `interlock.seed`, `interlock.executions` and `interlock.replay` of JUnit, also given
/// as system properties, go before what is written here.
@Documented
@Test
@ExtendWith(ExploreExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Explore {
  /// A strategy's own number of executions.
  long AS_FITS = 0;

  /// Messages as late, and timers as early, as can be.
  long UNBOUNDED = -1;

  /// `portfolio` and the strategies that it rotates sample; `dpor` and `stateful` try every order,
  /// and fail the test if they cannot.
  String strategy() default "portfolio";

  /// Executions at most; by default 5,000 of a sampling strategy, 1,000,000 of a proof.
  long executions() default AS_FITS;

  /// Decides what sampling tries.
  long seed() default 1;

  /// Deliveries of one execution at most.
  int steps() default 2_000;

  /// Whether an execution may go on for longer than that, as actors with a recurring timer do. Else
  /// it breaks the property `progress`.
  boolean endless() default false;

  /// Threads that sample, each with actors of its own. They do not change the result.
  int workers() default 1;

  /// How far ahead of the earliest thing pending anything may happen, in milliseconds of virtual
  /// time: with 0 or a little more, timers ring only when no message is on its way. Not for proofs.
  long skewMillis() default UNBOUNDED;

  /// A counterexample's file, to be repeated instead of a search.
  String replay() default "";
}
