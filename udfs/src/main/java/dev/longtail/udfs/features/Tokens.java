package dev.longtail.udfs.features;

import java.util.ArrayList;
import java.util.List;

/**
 * Tokens of a command line by {@code \w+|[^\w\s]+}, every digit written as {@code *} (Gelman and
 * Bergeron 2025, full-scale features).
 *
 * <p>Letters, digits and the underscore of any script are word characters, as in Python's {@code
 * re}; the scan is linear and has no regular expression to go wrong.
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
