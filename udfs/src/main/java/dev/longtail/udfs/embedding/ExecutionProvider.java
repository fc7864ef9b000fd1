package dev.longtail.udfs.embedding;

import dev.longtail.udfs.io.InputException;
import java.util.Locale;

/**
 * The processor that ONNX Runtime uses: the CPU, or the GPU by CUDA. CUDA needs the runtime's GPU
 * build on the class path (Maven profile {@code gpu}).
 */
public enum ExecutionProvider {
  /** CUDA if the runtime was built with it and it starts, otherwise the CPU. */
  AUTO,
  /** The CPU. */
  CPU,
  /** CUDA. If it does not start, the CPU, with a warning that says why. */
  CUDA;

  /** System property with the choice, e.g. {@code -Dlongtail.execution-provider=cpu}. */
  public static final String PROPERTY = "longtail.execution-provider";

  /** Environment variable with the choice, used if the property is not set. */
  public static final String VARIABLE = "LONGTAIL_EXECUTION_PROVIDER";

  /**
   * The value of {@link #PROPERTY}, otherwise of {@link #VARIABLE}; {@link #AUTO} if neither is
   * set.
   *
   * @throws InputException if the value is another word
   */
  public static ExecutionProvider configured() {
    String property = System.getProperty(PROPERTY);
    return property != null
        ? parse(PROPERTY, property)
        : parse(VARIABLE, System.getenv().getOrDefault(VARIABLE, ""));
  }

  /**
   * Parses a setting's value, in upper or lower case; an absent value is {@link #AUTO}.
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
