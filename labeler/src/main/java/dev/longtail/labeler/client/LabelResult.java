package dev.longtail.labeler.client;

import java.util.Objects;

/**
 * One answer of a labeler.
 *
 * @param verdict the verdict
 * @param reason short text for people and programs: what the labeler says the command does, or, for
 *     an abstention, what went wrong, e.g. {@code http 500}
 * @param model who answered, e.g. the model's name or {@code truth:truth.jsonl.gz}
 * @param promptVersion version of the question that was asked; empty where none was asked
 */
public record LabelResult(Verdict verdict, String reason, String model, String promptVersion) {
  /** A reason is a note, not a transcript: longer ones are cut to this many characters. */
  static final int MAX_REASON = 300;

  public LabelResult {
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(promptVersion, "promptVersion");
    if (reason.isBlank()) {
      throw new IllegalArgumentException("a verdict needs a reason");
    }
    reason = shorten(reason);
  }

  /** No verdict, and why. */
  public static LabelResult abstained(String reason, String model, String promptVersion) {
    return new LabelResult(Verdict.ABSTAINED, reason, model, promptVersion);
  }

  /** Control characters could forge lines in logs and reports, so they become spaces. */
  private static String shorten(String text) {
    StringBuilder printable = new StringBuilder(Math.min(text.length(), MAX_REASON));
    for (int i = 0; i < text.length() && printable.length() < MAX_REASON; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      printable.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
      if (printable.length() >= MAX_REASON - 1 && i < text.length()) {
        return printable.append('…').toString();
      }
    }
    return printable.toString();
  }
}
