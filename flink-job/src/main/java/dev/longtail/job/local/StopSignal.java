package dev.longtail.job.local;

import java.lang.reflect.Proxy;

/**
 * Hears Ctrl-C and a plain kill before the JVM does: once the JVM shuts down, its parts, Flink's
 * among them, end all at once and in no order, and nothing can be saved any more.
 */
public final class StopSignal {
  private StopSignal() {}

  /** Calls {@code action} at Ctrl-C and at a plain kill, as {@link #hear(Runnable, String...)}. */
  public static void hear(Runnable action) {
    hear(action, "INT", "TERM");
  }

  /**
   * Calls {@code action} at each signal of {@code names} instead of ending the JVM. Where the JVM
   * has no such signal, it stays as it is. By reflection, because the compiler warns of each use of
   * the JDK's class.
   */
  public static void hear(Runnable action, String... names) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              StopSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      for (String name : names) {
        var unused =
            signal
                .getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      }
    } catch (ReflectiveOperationException e) {
      // The JVM then ends at once; the next start goes on from the newest checkpoint.
    }
  }
}
