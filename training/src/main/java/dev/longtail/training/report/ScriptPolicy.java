package dev.longtail.training.report;

import dev.longtail.udfs.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The page's own script, and the policy that lets run this one alone. */
final class ScriptPolicy {
  private ScriptPolicy() {}

  /** The text of a script of this package. */
  static String script(String name) {
    try (InputStream in = ScriptPolicy.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("a resource of this jar cannot be read: " + name, e);
    }
  }

  /** The source expression of a content security policy that names {@code script} by its digest. */
  static String of(String script) {
    byte[] digest = Sha256.digest().digest(script.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }
}
