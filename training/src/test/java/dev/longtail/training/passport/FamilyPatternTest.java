package dev.longtail.training.passport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.passport.FamilyForm.LinePattern;
import dev.longtail.udfs.template.CommandTemplate;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a family's pattern lets through, and what not. */
class FamilyPatternTest {
  private static BenignFamily family(String... judged) {
    BenignFamily family = new BenignFamily(new FamilyKey("linux", CommandTemplate.of(judged[0])));
    for (String line : judged) {
      family.add(new JudgedBenign(line, "w/full/1", "2025-01-01", "judge-1", "p1", "why"));
    }
    return family;
  }

  private static LinePattern pattern(BenignFamily family) {
    return family.patterns().orElseThrow().get(0);
  }

  private static boolean matches(BenignFamily family, String line) {
    return family.patterns().orElseThrow().stream()
        .anyMatch(pattern -> Pattern.compile(pattern.regex()).matcher(line).find());
  }

  @Test
  void aPlaceThatNeverVariedTakesTheJudgedValueAlone() {
    BenignFamily family = family("report --run 123456 --quiet");
    assertThat(pattern(family)).isEqualTo(new LinePattern("^report --run 123456 --quiet$", 0));
    family.addSeen("report --run 777777 --quiet");
    assertThat(pattern(family).open()).as("twice is no proof").isZero();
    assertThat(matches(family, "report --run 777777 --quiet")).isFalse();
  }

  @Test
  void longNumbersThatVaryAreOpenToNumbersOfTheirLengths() {
    BenignFamily family = family("report --run 123456 --quiet");
    family.addSeen("report --run 7777777 --quiet");
    family.addSeen("report --run 98765 --quiet");
    assertThat(pattern(family).regex()).isEqualTo("^report --run [0-9]{5,7} --quiet$");
    assertThat(matches(family, "report --run 555555 --quiet")).isTrue();
    assertThat(matches(family, "report --run 1 --quiet")).isFalse();
    assertThat(matches(family, "report --run 555555 --quiet; id")).isFalse();
    assertThat(matches(family, "x; report --run 555555 --quiet")).isFalse();
    assertThat(matches(family, "report --run 555555 --quiet\nid")).isFalse();
  }

  @Test
  void shortNumbersMayBeSwitchesAndAreNamed() {
    BenignFamily family = family("reg add HKLM\\Policy /v Scan /d 1 /f");
    for (int i = 0; i < 9; i++) {
      family.addSeen("reg add HKLM\\Policy /v Scan /d " + i + " /f");
    }
    assertThat(matches(family, "reg add HKLM\\Policy /v Scan /d 1 /f")).isTrue();
    assertThat(matches(family, "reg add HKLM\\Policy /v Scan /d 0 /f")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "backup --to 10.0.0.%d # 10.0.0.99 # an address",
        "sh /tmp/step%d.sh # 99 # a script that an interpreter runs",
        "/home/user%d/bin/tool --fast # 99 # a program in somebody's home",
        "fetch https://files.example/%d5555/setup.tgz # 995555 # a URL",
        "rsync -a /srv/x mirror%dabc9def8.example:/srv # 9 # an address by name",
      })
  void whatAnAttackerWouldChooseIsNeverOpen(String form, String other, String why) {
    BenignFamily family = family(form.formatted(1));
    for (int i = 2; i < 9; i++) {
      family.addSeen(form.formatted(i));
    }
    assertThat(pattern(family).open()).as(why).isZero();
    assertThat(matches(family, form.formatted(1))).isTrue();
    assertThat(matches(family, form.formatted(9))).isFalse();
  }

  @Test
  void temporaryFilesAreOpenByTheirDigitsAlone() {
    BenignFamily family = family("compile -o /tmp/build1234567/b01/_pkg_.a -complete");
    family.addSeen("compile -o /tmp/build7654321/b02/_pkg_.a -complete");
    family.addSeen("compile -o /tmp/build11223344/b77/_pkg_.a -complete");
    assertThat(matches(family, "compile -o /tmp/build5555555/b55/_pkg_.a -complete")).isTrue();
    assertThat(matches(family, "compile -o /tmp/evil/b55/_pkg_.a -complete")).isFalse();
    assertThat(matches(family, "compile -o /tmp/build5555555/../_pkg_.a -complete")).isFalse();
  }

  @Test
  void aHomeIsOpenToNamesAndNotToTheFolderAbove() {
    BenignFamily family = family("find /home/alice/work -type f");
    family.addSeen("find /home/bob/work -type f");
    family.addSeen("find /home/carol/work -type f");
    assertThat(matches(family, "find /home/dave/work -type f")).isTrue();
    assertThat(matches(family, "find /home/../work -type f")).isFalse();
    assertThat(matches(family, "find /home/a;id/work -type f")).isFalse();
  }

  @Test
  void moreJudgedAddressesThanCanBeNamedGiveNoPattern() {
    String[] lines = new String[VolatileValues.MOST_NAMED + 1];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "backup --to 10.0.0." + i;
    }
    assertThat(family(lines).patterns()).isEmpty();
  }

  @Test
  void eachWayOfWhiteSpaceHasAPatternOfItsOwn() {
    BenignFamily family = family("report  --all", "report --all");
    assertThat(family.patterns().orElseThrow()).hasSize(2);
    assertThat(matches(family, "report   --all")).isFalse();
  }

  /** Of any text, also with every sign of regular expressions. */
  @Property
  void aPatternMatchesItsLineAndNothingAroundIt(Any any) {
    String line = any.text();
    BenignFamily family = family("x" + line + "y");
    assertThat(matches(family, "x" + line + "y")).isTrue();
    assertThat(matches(family, "x" + line + "y;z")).isFalse();
    assertThat(matches(family, "ax" + line + "y")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.b?c+d*e|f{g}h[i]j(k)l\\m^n$o\"p#q@r&s<t>u~v/w-x=y'z,!%:;`",
        "C:\\Program Files\\x.exe \"a b\" %TEMP%"
      })
  void aLiteralUsesNothingThatFlavoursReadInOtherWays(String text) {
    String regex = RegexText.literal(text);
    assertThat(Pattern.compile(regex).matcher(text).matches()).isTrue();
    assertThat(regex.replace("\\\\", ""))
        .doesNotContainPattern("\\\\[A-Za-z0-9<>\"#@&~/'-]")
        .doesNotContain("(?");
  }
}
