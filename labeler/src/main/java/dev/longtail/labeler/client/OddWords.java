package dev.longtail.labeler.client;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The part of a line that speaks instead of doing: a comment, words in a row as people write them,
 * also joined ({@code this-is-a-test}), encoded or made invisible, words that a judge is spoken to
 * with, and text for other programs than a shell. It is what could talk a judge into a verdict.
 *
 * <p>A comment is all that speaks, if nothing before it does. Else the whole line is taken: what
 * talks a judge round is then in it, whatever the patterns here overlook.
 *
 * @param tail the words, with what parts them from a command before them
 * @param cmd whether the line is one of cmd or PowerShell, so that a command of Windows goes before
 */
public record OddWords(String tail, boolean cmd) {
  private static final Pattern REMARK =
      Pattern.compile("(?i)\\s?(?:&{1,2}|\\|{1,2})\\s*(?:@?rem\\s|::|echo\\s).*", Pattern.DOTALL);
  private static final Pattern COMMENT =
      Pattern.compile("(?:\\s|;)#[^!{(\\[].*|\\s?(?:<#|/\\*\\s|<!--).*", Pattern.DOTALL);

  private static final int SHORTEST_COMMENT = 6;

  private static final String BLANK = "[,:;.!?'\"]{0,2}[ \\u00a0]{1,4}";

  /** Four words in a row of letters only, parted by blanks; options of one letter are none. */
  private static final String SPEECH =
      "\\p{L}{2,20}" + BLANK + "(?:\\p{L}{1,20}" + BLANK + "){2}\\p{L}{2,20}";

  /** Four words in a row that are joined, or five in one. */
  private static final String JOINED =
      "\\p{L}{1,20}(?:(?:[-_+]|%20)\\p{L}{1,20}){3}|(?:\\p{Lu}\\p{Ll}{1,15}){5}";

  /** Letters of other scripts, which need no blanks. */
  private static final String FOREIGN = "[\\p{L}&&[^\\p{IsLatin}]]{4,}";

  /** Words that are said to a judge, or of a line. */
  private static final String ADDRESS =
      "(?i:benign|malicious|harmless|innocuous|verdict|im_start|im_end|\\[/?inst\\]|assistant"
          + "|instruction|false.positive|allow.?list|white.?list|red.?team|pre-?approved"
          + "|forged|canary)";

  /** Text for other programs than a shell, of pages, tables, queries and log readers. */
  private static final String OTHER_LANGUAGE =
      "[\"'][=+@-]\\w+\\(|\\$\\{(?:\\w{2,10}:\\w|\\$\\{)|<[/!]?[a-zA-Z]{2,10}[ />]"
          + "|(?i:\\bunion\\b.{1,8}\\bselect\\b|\\bor\\b.{1,4}\\d.?=.?\\d|\",\"\\w+\":)";

  private static final Pattern SPEAKS =
      Pattern.compile(String.join("|", SPEECH, JOINED, FOREIGN, ADDRESS, OTHER_LANGUAGE));

  /** What is not seen, or moves what is seen; not tabulators and line ends. */
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Cc}&&[^\\t\\n]]");

  private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9+/_-]{16,}={0,2}");

  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{16,}");
  private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");

  private static final Pattern WINDOWS =
      Pattern.compile(
          "(?i)[a-z]:\\\\|\\.exe\\b|\\bcmd\\b|powershell|pwsh|\\brem\\b|%[a-z_]\\w*%|\\\\\\\\");

  /** The odd words of a line; empty if it has none. */
  public static Optional<OddWords> of(String commandLine) {
    boolean cmd = WINDOWS.matcher(commandLine).find();
    for (Pattern form : new Pattern[] {REMARK, COMMENT}) {
      Matcher comment = form.matcher(commandLine);
      if (comment.find()
          && comment.end() - comment.start() > SHORTEST_COMMENT
          && !speaks(commandLine.substring(0, comment.start()))) {
        return Optional.of(new OddWords(comment.group(), cmd));
      }
    }
    return speaks(commandLine)
        ? Optional.of(new OddWords((cmd ? " & rem " : " # ") + commandLine, cmd))
        : Optional.empty();
  }

  private static boolean speaks(String text) {
    if (INVISIBLE.matcher(text).find()) {
      return true;
    }
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC);
    return SPEAKS.matcher(plain).find() || saysEncoded(plain);
  }

  private static boolean saysEncoded(String text) {
    if (SPEAKS.matcher(unescaped(text)).find()) {
      return true;
    }
    Matcher encoded = ENCODED.matcher(text);
    while (encoded.find()) {
      if (decoded(encoded.group()).anyMatch(said -> SPEAKS.matcher(said).find())) {
        return true;
      }
    }
    return false;
  }

  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            code ->
                Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 16))));
  }

  private static Stream<String> decoded(String token) {
    if (token.length() % 2 == 0 && HEX.matcher(token).matches()) {
      return texts(HexFormat.of().parseHex(token));
    }
    try {
      String bare = token.replaceAll("=+$", "").replace('-', '+').replace('_', '/');
      return texts(Base64.getDecoder().decode(bare));
    } catch (IllegalArgumentException e) {
      return Stream.empty();
    }
  }

  /** Bytes that are no text hardly ever hold four words in a row. */
  private static Stream<String> texts(byte[] bytes) {
    return Stream.<Charset>of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE)
        .map(charset -> new String(bytes, charset))
        .filter(OddWords::mostlyLetters);
  }

  private static boolean mostlyLetters(String text) {
    long plain = text.chars().filter(c -> c >= ' ' && c < 0x250 || Character.isLetter(c)).count();
    return 10 * plain >= 9L * text.length() && text.indexOf('\ufffd') < 0;
  }
}
