package dev.longtail.training.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpanderTest {
  private static final LocalDate NEW_YEAR = LocalDate.of(2025, 1, 1);
  private static final Fleet.Host WEB = new Fleet.Host("web-0007", Role.WEB, "jbecker");
  private static final Fleet.Host OTHER = new Fleet.Host("web-0014", Role.WEB, "jbecker");

  private final Rng rng = Rng.of(1, "test");

  private Expander.Command expand(String line, Situation situation) {
    GrammarParser parser = new GrammarParser();
    parser.read(
        "test.grammar",
        "[a] os=linux tier=head\n  parent <- bash on «host»\n  image <- /usr/bin/«program»\n  "
            + line
            + "\n\n[b] os=linux tier=head\n  parent <- p\n  image <- i\n  «secret»\n\n"
            + "secret:\n  grüße\n");
    Grammar grammar = parser.finish();
    return new Expander(grammar, new Fleet(1), 1).expand(grammar.shapes().get(0), situation, rng);
  }

  private String text(String line) {
    return expand(line, at(WEB, NEW_YEAR)).commandLine();
  }

  private static Situation at(Fleet.Host host, LocalDate day) {
    return new Situation(host, "jbecker", day);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "x «int 3 5» y => x [345] y",
        "«skewed 1 9» => [1-9]",
        "«hex 12» => [0-9a-f]{12}",
        "«HEX 6» => [0-9A-F]{6}",
        "«alnum 20» => [A-Za-z0-9]{20}",
        "«letters 3» => [a-z]{3}",
        "«guid» => [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        "«GUID» => [0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}",
        "«user»@«host» => jbecker@web-0007",
        "«peer db» => db-\\d{4}",
        "«colleague» => [a-z]+",
        "«date yyyy-MM-dd» => 2025-01-01",
        "«past yyyyMMdd» => 2024(10|11|12)\\d\\d",
        "«one¦two¦» => (one|two)?",
        "«x«int 1 1»y¦x1y» => x1y",
        "«v=hex 8» «@v» => ([0-9a-f]{8}) \\1",
      })
  void makesValues(String template, String expected) {
    assertThat(text(template)).matches(expected);
  }

  @Test
  void drawsEveryValueOfARange() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      seen.add(text("«int 1 4»"));
    }

    assertThat(seen).containsExactlyInAnyOrder("1", "2", "3", "4");
  }

  @Test
  void encodesAsPowerShellAndBase64DecodeIt() {
    assertThat(Base64.getDecoder().decode(text("«utf16 secret»")))
        .isEqualTo("grüße".getBytes(StandardCharsets.UTF_16LE));
    assertThat(Base64.getDecoder().decode(text("«base64 secret»")))
        .isEqualTo("grüße".getBytes(StandardCharsets.UTF_8));
    assertThat(Base64.getDecoder().decode(text("«bytes64 33»"))).hasSize(33);
  }

  @Test
  void keepsAStickyValueWithinItsScopeOnly() {
    String ofHost = expand("«host:hex 12»", at(WEB, NEW_YEAR)).commandLine();

    assertThat(expand("«host:hex 12»", at(WEB, NEW_YEAR.plusDays(40))).commandLine())
        .isEqualTo(ofHost);
    assertThat(expand("«host:hex 12»", at(OTHER, NEW_YEAR)).commandLine()).isNotEqualTo(ofHost);

    String ofDay = expand("«day:hex 12»", at(WEB, NEW_YEAR)).commandLine();
    assertThat(expand("«day:hex 12»", at(OTHER, NEW_YEAR)).commandLine()).isEqualTo(ofDay);
    assertThat(expand("«day:hex 12»", at(WEB, NEW_YEAR.plusDays(1))).commandLine())
        .isNotEqualTo(ofDay);

    String ofSite = expand("«site:hex 12»", at(WEB, NEW_YEAR)).commandLine();
    assertThat(expand("«site:hex 12»", at(OTHER, NEW_YEAR.plusDays(9))).commandLine())
        .isEqualTo(ofSite);
  }

  @Test
  void parentAndImageBelongToTheLine() {
    Expander.Command command = expand("curl -s x", at(WEB, NEW_YEAR));

    assertThat(command.parent()).isEqualTo("bash on web-0007");
    assertThat(command.image()).isEqualTo("/usr/bin/curl");
  }
}
