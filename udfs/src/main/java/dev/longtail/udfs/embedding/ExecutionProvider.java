package dev.longtail.udfs.embedding;

import dev.longtail.udfs.io.InputException;
import java.util.Locale;

/**
 * Where ONNX Runtime computes: on the CPU, or with CUDA if the GPU build of the runtime is on the
 * class path (Maven profile {@code gpu}).
 */
public enum ExecutionProvider {
  /** CUDA where the runtime was built with it and it starts, else the CPU. */
  AUTO,
  /** The CPU. */
  CPU,
  /** CUDA; where it does not start, the CPU, with a warning that says why. */
  CUDA;

  /** System property that chooses, e.g. {@code -Dlongtail.execution-provider=cpu}. */
  public static final String PROPERTY = "longtail.execution-provider";

  /** Environment variable that chooses where the property is not set. */
  public static final String VARIABLE = "LONGTAIL_EXECUTION_PROVIDER";

  /**
   * What {@link #PROPERTY}, else {@link #VARIABLE} says; {@link #AUTO} if neither is set.
   *
   * @throws InputException if it is another word
   */
  public static ExecutionProvider configured() {
    String property = System.getProperty(PROPERTY);
    return property != null
        ? parse(PROPERTY, property)
        : parse(VARIABLE, System.getenv().getOrDefault(VARIABLE, ""));
  }

  /**
   * A setting's value, in any case; nothing at all is {@link #AUTO}.
   *
   * @param setting its name, for the message
   * @throws InputException if it is no provider
   */
  static ExecutionProvider parse(String setting, String value) {
    if (value.isBlank()) {
      return AUTO;
    }
    try {
      return valueOf(value.strip().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new InputException(setting + "=" + value + "; one of auto, cpu, cuda", e);
    }
  }
}
