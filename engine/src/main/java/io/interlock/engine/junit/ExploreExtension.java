package io.interlock.engine.junit;

import io.interlock.engine.Engine;
import io.interlock.engine.check.Explorer;
import io.interlock.engine.check.ExplorerOptions;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.search.Searches;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/// Gives tests their [Explorer]. All tests of a run share one engine, which is closed with it.
public final class ExploreExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(ExploreExtension.class);
  private static final long PICOS_PER_MILLI = 1_000_000_000L;
  private static final int MILLIS_MAX = Integer.MAX_VALUE;

  /// Called by JUnit.
  public ExploreExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == Explorer.class;
  }

  @Override
  public Explorer resolveParameter(ParameterContext parameter, ExtensionContext test) {
    Engine engine =
        test.getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Engine.class, _ -> new Engine(1), Engine.class);
    return new Explorer(
        engine,
        options(test),
        name(test),
        explored -> test.publishReportEntry("interlock", explored.summary()));
  }

  private static String name(ExtensionContext test) {
    String method = test.getTestMethod().map(java.lang.reflect.Method::getName).orElse("class");
    return test.getRequiredTestClass().getSimpleName() + "." + method;
  }

  private static ExplorerOptions options(ExtensionContext test) {
    Optional<Explore> found =
        test.getElement()
            .flatMap(element -> AnnotationSupport.findAnnotation(element, Explore.class))
            .or(() -> AnnotationSupport.findAnnotation(test.getRequiredTestClass(), Explore.class));
    ExplorerOptions options = found.map(ExploreExtension::options).orElse(ExplorerOptions.DEFAULT);
    return new ExplorerOptions(
        options.strategy(),
        parameter(test, "seed", Long::parseLong).orElse(options.seed()),
        parameter(test, "executions", Long::parseLong).orElse(options.executions()),
        options.steps(),
        options.endless(),
        options.workers(),
        options.skewPicos(),
        options.folder(),
        parameter(test, "replay", Path::of).orElse(options.replay()));
  }

  private static <T> Optional<T> parameter(
      ExtensionContext test, String name, Function<String, T> read) {
    String key = "interlock." + name;
    return test.getConfigurationParameter(key)
        .map(
            text -> {
              try {
                return read.apply(text);
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(key + " " + text + "; allowed: a number", e);
              }
            });
  }

  private static ExplorerOptions options(Explore explore) {
    long executions = explore.executions();
    long fitting =
        Searches.isProof(explore.strategy()) ? ExplorerOptions.PROVEN : ExplorerOptions.SAMPLED;
    return new ExplorerOptions(
        explore.strategy(),
        explore.seed(),
        executions == Explore.AS_FITS ? fitting : executions,
        explore.steps(),
        explore.endless(),
        explore.workers(),
        skewPicos(explore.skewMillis()),
        ExplorerOptions.DEFAULT.folder(),
        explore.replay().isEmpty() ? null : Path.of(explore.replay()));
  }

  private static long skewPicos(long millis) {
    if (millis < Explore.UNBOUNDED || millis > MILLIS_MAX) {
      throw new IllegalArgumentException(
          "skewMillis %d; allowed: 0 to %d, or UNBOUNDED".formatted(millis, MILLIS_MAX));
    }
    return millis == Explore.UNBOUNDED ? Scene.UNBOUNDED : millis * PICOS_PER_MILLI;
  }
}
