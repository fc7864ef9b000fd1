package dev.longtail.job.cli;

import java.lang.reflect.Proxy;

/**
 * Hears Ctrl-C and a plain kill before the JVM does: once the JVM shuts down, its parts, Flink's
 * among them, end all at once and in no order, and nothing can be saved any more.
 */
final class StopSignal {
  private static final String[] NAMES = {"INT", "TERM"};

  private StopSignal() {}

  /**
   * Calls {@code action} at each signal instead of ending the JVM. Where the JVM has no signals, it
   * stays as it is. By reflection, because the compiler warns of each use of the JDK's class.
   */
  static void hear(Runnable action) {
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
      for (String name : NAMES) {
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
