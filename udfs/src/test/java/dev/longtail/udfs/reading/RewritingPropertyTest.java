package dev.longtail.udfs.reading;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What is written out by hand finds what its regular expression finds, and a look that spares an
 * expression never hides a match.
 */
class RewritingPropertyTest {
  private static final String[] PIECES = {
    "a",
    "Z",
    "7",
    "41",
    "0x41",
    "0x6",
    "105",
    "1",
    "9",
    "(",
    ")",
    "[",
    "]",
    "[char]",
    "chr(",
    "chrw(",
    "CHR(",
    " ",
    "\t",
    "\n",
    "\u000b",
    "\f",
    "+",
    " + ",
    ",",
    "&",
    ".",
    ";",
    ":",
    "|",
    "||",
    "-",
    "=",
    "==",
    "\"",
    "'",
    "^",
    "`",
    "``",
    "\\",
    "\\\\",
    "\\x41",
    "\\u0041",
    "\\101",
    "\\04",
    "%",
    "%41",
    "%41%42%43",
    "%20",
    "$",
    "${",
    "}",
    "{",
    "${a}",
    "$a",
    "%a%",
    "!a!",
    "%comspec:~-7,3%",
    "%comspec:~1%",
    ":~",
    "a=",
    "a=b",
    "set a=b",
    "set /a=5",
    "export ",
    "export /\"Z=b\"",
    "Z='x y'",
    "a=\"x\"",
    "$@",
    "$*",
    "$()",
    "$(",
    "${@}",
    "$1",
    "$12",
    "$IFS",
    "${IFS}",
    "$env:ifs",
    "{a,Z}",
    "{0}",
    "\"{0}{1}\" -f 'a','b'",
    "-f",
    "deadbeef",
    "de:ad:be:ef:00:11:22",
    "YWJjZGVmZ2hpamts",
    "aGVsbG8gd29ybGQhIQ==",
    "powershell",
    "pwsh",
    "PowerShell.exe ",
    "-e ",
    "-EncodedCommand ",
    "-encodedcommander:",
    "/ec ",
    "-exec ",
    "grep",
    "sudo ",
    "/usr/bin/",
    "| sh",
    "rev",
    "\u0430",
    "\u0130",
    "\u2028"
  };

  private static String line(Any any) {
    return String.join("", any.list(0, 25, () -> any.of(PIECES)));
  }

  private static List<String> found(Spans spans) {
    List<String> found = new ArrayList<>();
    while (spans.next()) {
      found.add(spans.start() + "-" + spans.end());
    }
    return found;
  }

  private static List<String> found(String regex, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(regex).matcher(text);
    while (matcher.find()) {
      found.add(matcher.start() + "-" + matcher.end());
    }
    return found;
  }

  @Property(tries = 2000)
  void runsOfDigits(Any any) {
    String line = line(any);
    assertThat(found(Base64Run.in(line))).as(line).isEqualTo(found(Base64Run.REGEX, line));
    assertThat(found(HexRun.in(line))).as(line).isEqualTo(found(HexRun.REGEX, line));
  }

  /** A list may begin with a sign; the numbers of it are what counts. */
  @Property(tries = 2000)
  void listsOfNumbers(Any any) {
    String line = any.of(line(any), any.text("0123456789x ,+()&", 30));
    List<String> byHand = new ArrayList<>();
    for (Spans numbers = CharacterNumbers.in(line); numbers.next(); ) {
      byHand.add(line.substring(numbers.start(), numbers.end()));
    }
    List<String> byRegex = new ArrayList<>();
    Matcher matcher = Pattern.compile(CharacterNumbers.REGEX).matcher(line);
    while (matcher.find()) {
      byRegex.add(matcher.group().replaceFirst("(?i)^(?:\\[char\\]|chr\\(|chrw\\()?\\(?\\s?", ""));
    }
    assertThat(byHand).as(line).isEqualTo(byRegex);
  }

  @Property(tries = 2000)
  void assignments(Any any) {
    String line = line(any);
    List<String> byHand = new ArrayList<>();
    Assignments set = new Assignments(line);
    while (set.next(byHand.size())) {
      byHand.add(set.name() + "=" + set.value());
    }
    List<String> byRegex = new ArrayList<>();
    Matcher matcher = Pattern.compile(Assignments.REGEX).matcher(line);
    for (int at = 0; byRegex.size() < 40 && at <= line.length() && matcher.find(at); ) {
      String value = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
      byRegex.add(matcher.group(1) + "=" + (value == null ? matcher.group(4) : value));
      at = matcher.end();
    }
    assertThat(byHand).as(line).isEqualTo(byRegex);
  }

  @Property(tries = 2000)
  void valuesInTheirPlaces(Any any) {
    String line = line(any);
    Map<String, String> values = new HashMap<>();
    Assignments set = new Assignments(line);
    while (set.next(values.size())) {
      values.put(set.name().toLowerCase(Locale.ROOT), set.value());
    }
    String plain =
        Rewriting.each(
            Pattern.compile(Variables.USED),
            line,
            use -> {
              String name = use.group(1) != null ? use.group(1) : use.group(2);
              String key = name != null ? name : use.group(3);
              return use.group(4) == null ? values.get(key.toLowerCase(Locale.ROOT)) : null;
            });
    boolean pieces = Pattern.compile(Variables.USED).matcher(line).find() && line.contains(":~");
    if (!pieces) {
      assertThat(Variables.inPlace(line)).as(line).isEqualTo(plain);
    }
  }

  @Property(tries = 2000)
  void whatShellsDrop(Any any) {
    String line = line(any);
    without(ShellText.JOINED, ShellText::withoutJoins, line);
    without(ShellText.NOTHING, ShellText::withoutNothing, line);
    assertThat(ShellText.withoutEscapesApart(line))
        .as(line)
        .isEqualTo(Pattern.compile(ShellText.ESCAPED_LETTER).matcher(line).replaceAll("$1$2"));
  }

  private static void without(String regex, Function<String, String> byHand, String line) {
    assertThat(byHand.apply(line))
        .as(line)
        .isEqualTo(Pattern.compile(regex).matcher(line).replaceAll(""));
  }

  @Property(tries = 2000)
  void aLookHidesNoMatch(Any any) {
    String line = line(any);
    assertThat(ShellText.mayBeFormatted(line) || !ShellText.FORMAT.matcher(line).find())
        .as(line)
        .isTrue();
    assertThat(ShellText.mayHaveBraces(line) || !ShellText.BRACES.matcher(line).find())
        .as(line)
        .isTrue();
    assertThat(
            ShellText.mayHaveIfs(line)
                || line.contains("%20")
                || !ShellText.BLANK.matcher(line).find())
        .as(line)
        .isTrue();
    int escapes = 0;
    for (Matcher matcher = Escapes.ESCAPES.matcher(line); matcher.find(); ) {
      escapes++;
    }
    assertThat(Escapes.mayHaveEnough(line) || escapes < 3).as(line).isTrue();
    assertThat(Escapes.mayHaveThreePercents(line) || !Escapes.PERCENT.matcher(line).find())
        .as(line)
        .isTrue();
  }

  @Property(tries = 2000)
  void argumentsOfPowerShell(Any any) {
    String line =
        line(any) + any.of("", "pwsh -e aGVsbG8gd29ybGQhIQ==", " -enc:q83vEjRWeJCrze8SNFZ4");
    Matcher matcher = Pattern.compile(Unreadable.ARGUMENT).matcher(line);
    int[] byHand = Unreadable.argument(line);
    if (matcher.find()) {
      assertThat(byHand).as(line).isNotNull();
      assertThat(line.substring(byHand[0], byHand[1]))
          .as(line)
          .isEqualTo(matcher.group(1).replace("=", ""));
    } else {
      assertThat(byHand).as(line).isNull();
    }
  }

  @Property
  void base64IsThatOfTheLibrary(Any any) {
    byte[] bytes =
        any.of(any.bytes(60), line(any).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    String digits = Base64.getEncoder().encodeToString(bytes);
    String url = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    String text = DecodedText.of(bytes);
    assertThat(Base64Run.text("x" + digits + "x", 1, 1 + digits.length())).isEqualTo(text);
    assertThat(Base64Run.text(url, 0, url.length())).isEqualTo(text);
    String hex = HexFormat.of().formatHex(bytes);
    assertThat(HexRun.text(hex, 0, hex.length())).isEqualTo(text);
  }
}
