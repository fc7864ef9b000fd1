package dev.longtail.udfs.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.reading.Readings.Reading;
import dev.longtail.udfs.rules.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingsTest {
  private static List<String> run(String line) {
    return Readings.of(line).all().stream().filter(Reading::run).map(Reading::text).toList();
  }

  private static void reads(String line, String as) {
    assertThat(run(line)).anyMatch(reading -> reading.contains(as));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " ~ ",
      quoteCharacter = '\u0001',
      value = {
        "xm^ri\"\"g.exe -o pool ~ xmrig.exe -o pool",
        "\uff58\uff4d\uff52\uff49\uff47 -o pool ~ xmrig -o pool",
        "\u0445mr\u0456g -o pool ~ xmrig -o pool",
        "xm\u200brig -o pool ~ xmrig -o pool",
        "x\\m\\r\\i\\g -o pool ~ xmrig -o pool",
        "xmrig${IFS}-o${IFS}pool ~ xmrig -o pool",
        "{xmrig,-o,pool} ~ xmrig -o pool",
        "a=xm;b=rig;$a$b -o pool ~ xmrig -o pool",
        "set q=rig& call xm%q% -o pool ~ xmrig -o pool",
        "cmd /c %COMSPEC:~-7,3%.exe /c dir ~ cmd.exe /c dir",
        "$t = 'rig'; & ('xm'+$t) ~ xmrig",
        "&('xm'+'rig') -o pool ~ xmrig) -o pool",
        "&(\"{1}{0}\" -f 'rig','xm') -o pool ~ xmrig",
        "('girmx'[-1..-5] -join '') ~ xmrig",
        "$(printf '\\170\\155\\162\\151\\147') -o pool ~ xmrig",
        "$'\\x78\\x6d\\x72\\x69\\x67' -o pool ~ xmrig",
        "iex ([char]120+[char]109+[char]114+[char]105+[char]103) ~ xmrig",
        "String.fromCharCode(120,109,114,105,103) ~ xmrig",
        "echo girmx | rev | sh ~ xmrig",
        "echo kzevt | tr 'n-za-mN-ZA-M' 'a-zA-Z' | sh ~ xmrig",
        "curl http://h/%78%6d%72%69%67 ~ xmrig"
      })
  void readsWhatIsRun(String line, String as) {
    reads(line.strip(), as.strip());
  }

  @Test
  void readsPayloadsInEverySpelling() throws IOException {
    String hidden = "nohup xmrig -o pool";
    byte[] bytes = hidden.getBytes(StandardCharsets.UTF_8);
    String base64 = Base64.getEncoder().encodeToString(bytes);
    reads("echo " + base64 + " | base64 -d | sh", hidden);
    reads("openssl base64 -d <<< " + base64 + " | sh", hidden);
    reads("python3 -c \"import base64; exec(base64.b64decode('" + base64 + "'))\"", hidden);
    reads("sh -c \"$(base64 --decode <<<'" + base64.replace("=", "") + "')\"", hidden);
    String wide = Base64.getEncoder().encodeToString(hidden.getBytes(StandardCharsets.UTF_16LE));
    reads("powershell -En\"co\"d " + wide, hidden);
    reads("powershell -e " + wide.substring(0, 9) + "^" + wide.substring(9), hidden);
    reads("echo " + HexFormat.of().formatHex(bytes) + " | xxd -r -p | sh", hidden);
    reads("sh <(echo " + HexFormat.ofDelimiter(" ").formatHex(bytes) + " | xxd -r -p)", hidden);
    String twice =
        Base64.getEncoder().encodeToString(("echo " + base64).getBytes(StandardCharsets.UTF_8));
    reads("echo " + twice + " | base64 -d | sh", hidden);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    String gzip = Base64.getEncoder().encodeToString(packed.toByteArray());
    reads("echo " + gzip + " | base64 -d | gunzip | sh", hidden);
    assertThat(Readings.of("echo " + gzip).all())
        .anyMatch(reading -> reading.hidden() && reading.text().contains(hidden));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256sum -c <<< 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "java -cp /usr/local/share/applications/lib/commons -jar a.jar",
        "git show 89e495e7941cf9e40e6980d14a16bf023ccd4c91"
      })
  void wordsAreNoPayloads(String line) {
    assertThat(Readings.of(line).all()).noneMatch(Reading::hidden);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grep -rn xmrig rules/",
        "sudo grep xmrig /etc/a | wc -l",
        "ps aux | grep -E 'xmrig|a' | grep -v grep",
        "C:\\Windows\\System32\\findstr.exe /i xmrig a.txt",
        "cd /a && man xmrig",
        "LC_ALL=C grep xmrig a",
        "git log --grep=xmrig --oneline",
        "pkill -f xmrig; echo done"
      })
  void wordsThatAreLookedForAreNotRun(String line) {
    assertThat(run(line)).noneMatch(reading -> reading.contains("xmrig"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xmrig; grep a b",
        "grep -o xmrig a.txt | sh",
        "grep -o xmrig a.txt | sort | xargs -n1 sh -c",
        "grep $(xmrig) a",
        "find / -name xmrig -exec {} \\;",
        "git -c core.pager=xmrig log",
        "echo 'grep'; xmrig"
      })
  void whatIsRunBesideThemIs(String line) {
    reads(line, "xmrig");
  }

  @ParameterizedTest
  @ValueSource(strings = {"p\u0430ssw.exe", "\uff43\uff4d\uff44 /c dir", "cu\u200brl h"})
  void lettersThatAreNotWhatTheySeem(String line) {
    assertThat(Readings.of(line).isDisguised()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo \u043f\u0440\u0438\u0432\u0435\u0442",
        "copy \u0444\u0430\u0439\u043b.txt D:\\",
        "M\u00fcller.exe \u2013v \u2014 a",
        "echo \u4f60\u597d",
        "type \u0391\u03b8\u03ae\u03bd\u03b1.txt"
      })
  void wordsOfOtherScriptsAreWhatTheySeem(String line) {
    assertThat(Readings.of(line).isDisguised()).isFalse();
  }

  @Test
  void encodedTextThatCannotBeRead() {
    String noise = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ";
    assertThat(Readings.of("powershell -enc " + noise).isUnreadable()).isTrue();
    assertThat(Readings.of("echo " + noise + " | base64 -d | sh").isUnreadable()).isTrue();
    assertThat(Readings.of("echo " + noise + " | base64 -d > key.bin").isUnreadable()).isFalse();
    assertThat(Readings.of("curl -H 'X-Id: " + noise + "' https://h.example").isUnreadable())
        .isFalse();
  }

  static List<Named<Rule>> lookers() {
    return LookingPrograms.BUILT_IN.rules().stream()
        .map(rule -> Named.of(rule.id(), rule))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("lookers")
  void examplesOfTheList(Rule rule) {
    assertThat(rule.examples()).isNotEmpty();
    assertThat(rule.counterexamples()).isNotEmpty();
    RunWords words = new RunWords(LookingPrograms.BUILT_IN);
    assertThat(
            rule.misjudged(
                line ->
                    !words
                        .of(line.toLowerCase(Locale.ROOT))
                        .matches("(?s).*(mimikatz|xmrig|sekurlsa|amsi).*")))
        .isEmpty();
  }

  @Test
  void theWorkIsBounded() {
    String pieces = "QUJDREVGR0hJSktMTU5P ".repeat(3000);
    assertThat(Readings.of(pieces).all()).hasSizeLessThanOrEqualTo(200);
    assertThat(Readings.of("grep a|".repeat(9000)).all()).hasSizeLessThanOrEqualTo(200);
  }
}
