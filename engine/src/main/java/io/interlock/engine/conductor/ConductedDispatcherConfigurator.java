package io.interlock.engine.conductor;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.MessageDispatcher;
import akka.dispatch.MessageDispatcherConfigurator;
import com.typesafe.config.Config;
import java.util.concurrent.TimeUnit;
import scala.concurrent.duration.Duration;

/// Makes the [ConductedDispatcher]; named by class in `akka.actor.default-dispatcher.type`.
public final class ConductedDispatcherConfigurator extends MessageDispatcherConfigurator {
  private final ConductedDispatcher instance;

  /// Called by Akka.
  public ConductedDispatcherConfigurator(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    instance =
        new ConductedDispatcher(
            this,
            config.getString("id"),
            config.getInt("throughput"),
            duration(config, "throughput-deadline-time"),
            configureExecutor(),
            duration(config, "shutdown-timeout"));
  }

  private static scala.concurrent.duration.FiniteDuration duration(Config config, String path) {
    return Duration.create(config.getDuration(path, TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS);
  }

  @Override
  public MessageDispatcher dispatcher() {
    return instance;
  }
}
