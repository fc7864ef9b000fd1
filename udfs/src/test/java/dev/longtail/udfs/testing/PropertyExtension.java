package dev.longtail.udfs.testing;

import java.lang.reflect.Method;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/** Runs a {@link Property}: the first try is JUnit's own call of the method, the others follow. */
final class PropertyExtension implements ParameterResolver, InvocationInterceptor {
  private static final String SEED = "longtail.seed";

  /** One try of a property. */
  @FunctionalInterface
  interface Try {
    void with(Any any) throws Throwable;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Any.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return new Any(Long.getLong(SEED, new SplittableRandom().nextLong()));
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    int tries = context.getRequiredTestMethod().getAnnotation(Property.class).tries();
    Any first = (Any) method.getArguments().get(0);
    run(
        tries,
        first,
        any -> {
          if (any == first) {
            invocation.proceed();
          } else {
            ReflectionSupport.invokeMethod(
                method.getExecutable(), method.getTarget().orElseThrow(), any);
          }
        });
  }

  /**
   * Each seed follows from the one before, so that a run from a try's seed begins with that try.
   */
  static void run(int tries, Any first, Try property) throws Throwable {
    Any any = first;
    for (int i = 1; i <= tries; i++) {
      try {
        property.with(any);
      } catch (TestAbortedException skipped) {
        throw skipped;
      } catch (Exception | AssertionError | StackOverflowError failure) {
        throw new AssertionError(
            "try %d of %d failed; repeat it with -D%s=%d%n%s"
                .formatted(i, tries, SEED, any.seed(), failure),
            failure);
      }
      any = new Any(new SplittableRandom(any.seed()).nextLong());
    }
  }
}
