package dev.longtail.udfs.features;

import java.util.ArrayList;
import java.util.List;

/**
 * The tokens of a command line, matched by {@code \w+|[^\w\s]+}, with every digit written as {@code
 * *} (Gelman and Bergeron 2025, full-scale features).
 *
 * <p>Word characters are letters, digits and the underscore of any script, as in Python's {@code
 * re}. The scan is linear and uses no regular expression.
 */
public final class Tokens {
  private Tokens() {}

  /** The tokens of {@code line} in order; case is kept. */
  public static List<String> of(String line) {
    LineScan scan = new LineScan(line.length());
    scan.scan(line);
    List<String> tokens = new ArrayList<>(scan.tokens());
    for (int token = 0; token < scan.tokens(); token++) {
      tokens.add(scan.token(token));
    }
    return tokens;
  }
}
