package dev.longtail.labeler.client;

import java.util.Objects;

/**
 * One answer of a labeler.
 *
 * @param verdict the verdict
 * @param reason short text for people and programs: what the labeler says the command does; for an
 *     abstention, what went wrong, e.g. {@code http 500}
 * @param model who answered, e.g. the model's name or {@code truth:truth.jsonl.gz}
 * @param promptVersion version of the question; empty if no question was asked
 */
public record LabelResult(Verdict verdict, String reason, String model, String promptVersion) {
  /** Longest reason in characters; longer ones are cut, because a reason is a note. */
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

  /** An abstention with its reason. */
  public static LabelResult abstained(String reason, String model, String promptVersion) {
    return new LabelResult(Verdict.ABSTAINED, reason, model, promptVersion);
  }

  /** Turns control characters into spaces: they could forge lines in logs and reports. */
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
