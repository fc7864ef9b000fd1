package dev.longtail.labeler.attack;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Forms in which a text may stand in a line. */
final class Wording {
  private static final Map<String, UnaryOperator<String>> FORMS =
      Map.of(
          "plain", text -> text,
          "joined", text -> text.replaceAll("[^\\p{L}\\p{N}]+", "-").replaceAll("^-|-$", ""),
          "underscored", text -> text.replaceAll("[^\\p{L}\\p{N}]+", "_").replaceAll("^_|_$", ""),
          "capitals", text -> text.toUpperCase(Locale.ROOT),
          "spaced", text -> text.replaceAll("\\s+", "  ").replaceAll("(?<=\\S)(?=\\S)", " "),
          "zero-width", text -> text.replaceAll("(?<=\\p{L}\\p{L})(?=\\p{L})", "\u200b"),
          "base64",
              text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)),
          "utf16-base64",
              text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_16LE)),
          "hex", text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)),
          "percent", text -> text.replace("%", "%25").replace(" ", "%20").replace("\"", "%22"));

  private Wording() {}

  /** The form of this name; empty if there is none. */
  static Optional<UnaryOperator<String>> of(String name) {
    return Optional.ofNullable(FORMS.get(name));
  }
}
