package dev.longtail.labeler.core;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Finds what a command line hides in base64: arguments of PowerShell's {@code -EncodedCommand}
 * (UTF-16LE, any unambiguous prefix of the option's name), of {@code FromBase64String} and of
 * {@code echo … | base64 -d}.
 */
final class EncodedPayloads {
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
   * The decoded texts of {@code commandLine}, in the order of the patterns, undecodable ones left
   * out.
   */
  static List<String> of(String commandLine) {
    List<String> payloads = new ArrayList<>();
    for (Pattern pattern : List.of(POWERSHELL, FROM_BASE64, PIPED)) {
      Matcher matcher = pattern.matcher(commandLine);
      while (matcher.find()) {
        decode(matcher.group(1), payloads);
      }
    }
    return payloads;
  }

  private static void decode(String base64, List<String> payloads) {
    byte[] bytes;
    try {
      // A payload cut off somewhere still shows its beginning.
      String whole = base64.replace("=", "");
      bytes = Base64.getDecoder().decode(whole.substring(0, whole.length() - whole.length() % 4));
    } catch (IllegalArgumentException e) {
      return;
    }
    payloads.add(
        new String(bytes, isUtf16(bytes) ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8));
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
