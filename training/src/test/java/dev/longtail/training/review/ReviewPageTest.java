package dev.longtail.training.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReviewPageTest {
  private static final String HOSTILE =
      "</script><SCRIPT>alert(1)</script><!-- ]]> & ' @SCRIPT@ $1 \\ \u2028 \u202E \u001b[2J \uD800"
          + " ü";

  private static String page(String cmd) {
    Stratum stratum = new Stratum(new ReviewedJudge(cmd, cmd), "BENIGN", true, RuleNames.ADMITTED);
    LineContext context =
        new LineContext(
            cmd, List.of(cmd), List.of(cmd), List.of(cmd), 1, cmd, cmd, cmd, cmd, cmd, cmd, 2);
    return ReviewPage.of(
        ReviewSample.draw(List.of(new JudgedLine(List.of(cmd), cmd, stratum, cmd, context)), 1, 1));
  }

  private static String part(String page, String from, String to) {
    int begin = page.indexOf(from) + from.length();
    return page.substring(begin, page.indexOf(to, begin));
  }

  @Test
  void nothingOfALineCanEndTheDataOfThePage() throws IOException {
    String page = page(HOSTILE);
    String data = part(page, "<script type=\"application/json\" id=\"data\">", "</script>");
    assertThat(data).matches("[\\x20-\\x7e]*").doesNotContain("<", ">", "&", "'");
    JsonNode item = Json.MAPPER.readTree(data).get("items").get(0);
    assertThat(item.get("cmd").asText()).isEqualTo(HOSTILE);
    assertThat(item.get("context").get("host").asText()).isEqualTo(HOSTILE);
    assertThat(Pattern.compile("<script", Pattern.CASE_INSENSITIVE).matcher(page).results())
        .as("the data and the page's own script")
        .hasSize(2);
    assertThat(page.replace(data, ""))
        .isEqualTo(page("ls").replaceFirst("(?s)(id=\"data\">).*?(</script>)", "$1$2"));
  }

  @Test
  void thePolicyLetsRunTheScriptOfThePageAlone() {
    String page = page("ls");
    String policy = part(page, "Content-Security-Policy\" content=\"", "\"");
    assertThat(policy)
        .startsWith("default-src 'none'; ")
        .contains("base-uri 'none'", "form-action 'none'")
        .doesNotContain("unsafe");
    assertThat(policy).contains("script-src " + digest(part(page, "<script>", "</script>")));
    assertThat(policy).contains("style-src " + digest(part(page, "<style>", "</style>")));
  }

  private static String digest(String text) {
    byte[] digest = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  @Test
  void thePageNamesNothingOutsideOfItself() {
    String page = page("ls");
    Matcher outside =
        Pattern.compile(
                "(?i)https?:|//[a-z]|\\bsrc=|(?<!Object)url\\(|@import|fetch\\(|XMLHttp|innerHTML")
            .matcher(page.replaceAll("(?m)^ *//.*$", ""));
    assertThat(outside.results().map(MatchResult::group)).isEmpty();
  }

  /** WCAG 2.1: text needs a contrast of 4.5 to 1 to what it stands on, by day and by night. */
  @Test
  void textHasContrast() {
    String style = part(page("ls"), "<style>", "</style>");
    int night = style.indexOf("@media (prefers-color-scheme: dark)");
    for (String theme : List.of(style.substring(0, night), style.substring(night))) {
      for (String ground : List.of("paper", "card")) {
        for (String text : List.of("ink", "soft", "accent", "warn", "good", "bad", "odd")) {
          assertThat(contrast(color(theme, text), color(theme, ground)))
              .as(text + " on " + ground)
              .isGreaterThanOrEqualTo(4.5);
        }
      }
      assertThat(contrast(color(theme, "odd"), color(theme, "odd-wash")))
          .isGreaterThanOrEqualTo(4.5);
    }
  }

  private static int color(String theme, String name) {
    Matcher color = Pattern.compile("--" + name + ": #([0-9a-f]{6});").matcher(theme);
    assertThat(color.find()).as(name).isTrue();
    return Integer.parseInt(color.group(1), 16);
  }

  private static double contrast(int one, int other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
  }

  private static double linear(int channel) {
    double c = (channel & 0xff) / 255.0;
    return c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }
}
