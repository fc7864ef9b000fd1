package dev.longtail.training.review;

import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page on which an analyst reviews a sample: one HTML file that works from a disk, loads
 * nothing and sends nothing.
 *
 * <p>Command lines are written by attackers. They lie in the page as JSON of plain ASCII letters,
 * in which nothing can end the element; the page's script puts them in as text. The policy of the
 * page lets run this script alone, by its digest, and lets nothing be loaded.
 */
public final class ReviewPage {
  private static final Pattern MARKER = Pattern.compile("@(POLICY|STYLE|SCRIPT|DATA)@");

  private ReviewPage() {}

  private record Item(
      String item,
      int position,
      String judge,
      String promptVersion,
      String verdict,
      boolean admitted,
      String rule,
      String reason,
      int stratum,
      int stratumSize,
      int stratumSampled,
      String cmd,
      LineContext context) {}

  private record Data(String sample, long population, int strata, List<Item> items) {}

  /** The page of a sample. */
  public static String of(ReviewSample sample) {
    String style = resource("review.css");
    String script = resource("review.js");
    Map<String, String> parts = new HashMap<>();
    parts.put("STYLE", style);
    parts.put("SCRIPT", script);
    parts.put("DATA", data(sample));
    parts.put(
        "POLICY",
        "default-src 'none'; script-src %s; style-src %s; base-uri 'none'; form-action 'none'"
            .formatted(digest(script), digest(style)));
    return MARKER
        .matcher(resource("review.html"))
        .replaceAll(marker -> Matcher.quoteReplacement(parts.get(marker.group(1))));
  }

  private static String data(ReviewSample sample) {
    List<Item> items = sample.items().stream().map(ReviewPage::item).toList();
    Map<Integer, Integer> sizes = new HashMap<>();
    sample.items().forEach(item -> sizes.put(item.stratumNumber(), item.stratumSize()));
    long population = sizes.values().stream().mapToLong(Integer::longValue).sum();
    return escaped(Json.line(new Data(sample.id(), population, sizes.size(), items)));
  }

  private static Item item(SampleItem item) {
    Stratum stratum = item.stratum();
    return new Item(
        item.item(),
        item.position(),
        stratum.judge().model(),
        stratum.judge().promptVersion(),
        stratum.verdict(),
        stratum.admitted(),
        stratum.rule(),
        item.line().reason(),
        item.stratumNumber(),
        item.stratumSize(),
        item.stratumSampled(),
        item.line().cmd(),
        item.line().context());
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

  private static String resource(String name) {
    try (InputStream in = ReviewPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("a resource of this jar cannot be read: " + name, e);
    }
  }
}
