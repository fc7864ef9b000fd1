package dev.longtail.training.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The grammar that ships; that it loads proves every symbol defined, used and free of cycles. */
class ShippedGrammarTest {
  private static final LocalDate DAY = LocalDate.of(2025, 1, 15);
  private static final Pattern ADDRESS = Pattern.compile("\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b");
  private static final Pattern NOT_PUBLIC =
      Pattern.compile(
          "(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113|10\\.\\d+\\.\\d+|192\\.168\\.\\d+"
              + "|172\\.(1[6-9]|2\\d|3[01])\\.\\d+|127\\.0\\.0|255\\.255\\.255)\\.\\d+|0\\.0\\.0\\.0");
  private static final Pattern URL_HOST = Pattern.compile("(?:https?|tcp|ssh)://([\\w.-]+)");
  private static final Pattern RESERVED_NAME =
      Pattern.compile(".*(\\.|^)(example\\.(com|net|org)|test|invalid)|[\\d.]+|[^.]+|\\+.*");
  private static final Pattern LONG_BASE64 = Pattern.compile("[A-Za-z0-9+/]{40,}={0,2}");

  private final Grammar grammar = Grammar.shipped();
  private final Scene scene = new Scene(grammar, 7);

  private List<LabelledLine> lines(Predicate<Shape> which, int ofEach) {
    Rng rng = Rng.of(7, "lines");
    return grammar.shapes().stream()
        .filter(which)
        .flatMap(
            shape ->
                java.util.stream.Stream.generate(() -> scene.line(shape, DAY, rng)).limit(ofEach))
        .toList();
  }

  @Test
  void knowsHundredsOfCommandShapes() {
    int alternatives = grammar.shapes().stream().mapToInt(s -> s.lines().items().size()).sum();

    assertThat(alternatives).isGreaterThan(500);
  }

  @ParameterizedTest
  @EnumSource(Os.class)
  void hasEveryTierOnEverySystem(Os os) {
    for (Tier tier : Tier.values()) {
      assertThat(grammar.shapes())
          .as(tier + " on " + os)
          .anyMatch(s -> s.os() == os && s.tier() == tier && s.exposure() == Exposure.OPEN);
    }
    assertThat(grammar.shapes())
        .anyMatch(s -> s.os() == os && s.isAttack() && s.exposure() == Exposure.QUIET)
        .anyMatch(s -> s.os() == os && s.isAttack() && s.exposure() == Exposure.INCIDENT)
        .anyMatch(s -> s.os() == os && !s.isAttack() && s.exposure() == Exposure.INCIDENT);
  }

  @Test
  void noFamilyIsBothHarmlessAndAttackOrBothHeldOutAndNot() {
    assertThat(grammar.shapes().stream().map(Shape::family).toList()).doesNotHaveDuplicates();
    assertThat(grammar.shapes())
        .allSatisfy(
            s ->
                assertThat(s.family().startsWith("attack-"))
                    .as(s.family())
                    .isEqualTo(s.isAttack()));
  }

  @Test
  void pointsNowhere() {
    assertThat(lines(s -> true, 150))
        .allSatisfy(
            line -> {
              Matcher address = ADDRESS.matcher(line.cmd());
              while (address.find()) {
                // A version such as 131.0.6790.80 has a part that no address has
                boolean isVersion =
                    java.util.Arrays.stream(address.group().split("\\."))
                        .anyMatch(part -> Integer.parseInt(part) > 255);
                if (!isVersion && line.family().startsWith("attack-")) {
                  assertThat(address.group()).matches(NOT_PUBLIC);
                }
              }
              Matcher host = URL_HOST.matcher(line.cmd());
              while (host.find()) {
                assertThat(host.group(1)).as(line.cmd()).matches(RESERVED_NAME);
              }
            });
  }

  @Test
  void encodedAttacksDecodeToHarmlessSentences() {
    List<String> decoded =
        lines(s -> s.family().equals("attack-encoded"), 200).stream()
            .map(LabelledLine::cmd)
            .map(LONG_BASE64::matcher)
            .filter(Matcher::find)
            .map(match -> decode(match.group()))
            .toList();

    assertThat(decoded).hasSizeGreaterThan(150);
    assertThat(decoded)
        .allSatisfy(
            text ->
                assertThat(text).matches("(?s).*(sample|nothing happens|Write-Output \\(\\$x).*"));
  }

  private static String decode(String base64) {
    byte[] bytes = Base64.getDecoder().decode(base64);
    Charset charset = bytes[1] == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
    return new String(bytes, charset);
  }

  @Test
  void staticRulesCatchAPartOfTheAttacksAndNoHead() {
    List<LabelledLine> attacks = lines(Shape::isAttack, 100);
    long caught = attacks.stream().filter(l -> StaticRules.match(l.cmd())).count();

    assertThat((double) caught / attacks.size()).isBetween(0.1, 0.5);
    assertThat(lines(s -> s.tier() == Tier.HEAD, 50))
        .noneMatch(line -> StaticRules.match(line.cmd()));
  }
}
