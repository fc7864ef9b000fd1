package dev.longtail.job.upgrade;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Which releases restore the state of which. The table lies beside this class; the tests that
 * restore the stored savepoints hold each of its rows to what they saw.
 */
public final class ReleaseMatrix {
  private static final String TABLE = "releases.md";

  private ReleaseMatrix() {}

  /** The table, in Markdown. */
  public static String text() {
    try (InputStream in = ReleaseMatrix.class.getResourceAsStream(TABLE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
