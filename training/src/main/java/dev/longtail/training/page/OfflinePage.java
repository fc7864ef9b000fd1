package dev.longtail.training.page;

import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One HTML file that works from a disk, loads nothing and sends nothing.
 *
 * <p>Command lines are written by attackers. They lie in the page as JSON of plain ASCII letters,
 * in which nothing can end the element; the page's script puts them in as text. The policy of the
 * page lets run this script alone, by its digest, and lets nothing be loaded.
 */
public final class OfflinePage {
  private static final Pattern MARKER = Pattern.compile("@(POLICY|STYLE|SCRIPT|DATA)@");

  private OfflinePage() {}

  /**
   * The page.
   *
   * @param home the class beside whose resources {@code NAME.html}, {@code NAME.css} and {@code
   *     NAME.js} lie; the first has the markers {@code @POLICY@}, {@code @STYLE@}, {@code @SCRIPT@}
   *     and {@code @DATA@}
   * @param name of the resources
   * @param data what the script shows
   */
  public static String of(Class<?> home, String name, Object data) {
    String style = resource(home, name + ".css");
    String script = resource(home, name + ".js");
    Map<String, String> parts = new HashMap<>();
    parts.put("STYLE", style);
    parts.put("SCRIPT", script);
    parts.put("DATA", escaped(Json.line(data)));
    parts.put(
        "POLICY",
        "default-src 'none'; script-src %s; style-src %s; base-uri 'none'; form-action 'none'"
            .formatted(digest(script), digest(style)));
    return MARKER
        .matcher(resource(home, name + ".html"))
        .replaceAll(marker -> Matcher.quoteReplacement(parts.get(marker.group(1))));
  }

  /** JSON without a letter that HTML or a script could take for something else. */
  private static String escaped(String json) {
    StringBuilder escaped = new StringBuilder(json.length() + 16);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < ' ' || c > '~' || c == '<' || c == '>' || c == '&' || c == '\'') {
        escaped.append(String.format("\\u%04x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static String digest(String text) {
    byte[] digest = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  private static String resource(Class<?> home, String name) {
    try (InputStream in = home.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("a resource of this jar cannot be read: " + name, e);
    }
  }
}
