package dev.longtail.labeler.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds the base64 payloads of a command line: arguments of PowerShell's {@code -EncodedCommand}
 * (UTF-16LE, any unambiguous prefix of the option's name), of {@code FromBase64String}, and of
 * {@code echo … | base64 -d}.
 */
public final class EncodedPayloads {
  private static final Pattern POWERSHELL =
      Pattern.compile(
          "(?i)(?:^|\\s)[-/\\x{2013}](?:e|ec|en|enc|enco|encod|encode|encoded"
              + "|encodedc[a-z]{0,6})\\s*[\\s:]\\s*[\"']?([a-z0-9+/]{16,}={0,2})");
  private static final Pattern FROM_BASE64 =
      Pattern.compile("(?i)frombase64string\\(\\s*[\"']([a-z0-9+/]{16,}={0,2})[\"']");
  private static final Pattern PIPED =
      Pattern.compile(
          "(?i)([a-z0-9+/]{16,}={0,2})[\"']?\\s*(?:\\|\\s*|<<<\\s*)(?:/usr/bin/"
              + "|/bin/)?base64\\s+(?:-d|-D|--decode)");

  private EncodedPayloads() {}

  /**
   * One payload.
   *
   * @param start where its base64 begins in the command line
   * @param end where its base64 ends
   * @param text the decoded text
   */
  public record Payload(int start, int end, String text) {}

  /**
   * The payloads of {@code commandLine} from left to right, without those that cannot be decoded.
   */
  public static List<Payload> of(String commandLine) {
    List<Payload> payloads = new ArrayList<>();
    for (Pattern pattern : List.of(POWERSHELL, FROM_BASE64, PIPED)) {
      Matcher matcher = pattern.matcher(commandLine);
      while (matcher.find()) {
        int start = matcher.start(1);
        int end = matcher.end(1);
        decode(matcher.group(1)).ifPresent(text -> payloads.add(new Payload(start, end, text)));
      }
    }
    payloads.sort(Comparator.comparingInt(Payload::start));
    return payloads;
  }

  private static Optional<String> decode(String base64) {
    String digits = base64.replace("=", "");
    // The beginning of a truncated payload still decodes, but a single last digit is less than a
    // byte.
    int whole = digits.length() % 4 == 1 ? digits.length() - 1 : digits.length();
    try {
      byte[] bytes = Base64.getDecoder().decode(digits.substring(0, whole));
      return Optional.of(
          new String(bytes, isUtf16(bytes) ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** ASCII text in UTF-16LE has a zero in every second byte. */
  private static boolean isUtf16(byte[] bytes) {
    int zeros = 0;
    for (int i = 1; i < bytes.length; i += 2) {
      zeros += bytes[i] == 0 ? 1 : 0;
    }
    return zeros > bytes.length / 4;
  }
}
