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
 * @param again whether the question should be asked again; it never reaches an output
 * @param canary version of the known attacks of which the judge had to recognise one before this
 *     verdict was believed, see {@link Canaries#version}; empty if it had to recognise none. Which
 *     one it was depends on the time of the answers, and results must not
 */
public record LabelResult(
    Verdict verdict,
    String reason,
    String model,
    String promptVersion,
    Again again,
    String canary) {
  /** What an abstention says about another try. */
  public enum Again {
    /** None: a verdict, or an abstention that the same question would give again. */
    NO,
    /** The call failed for a reason that passes: an outage, an overload, a timeout, a wrong key. */
    FAILED,
    /** No call was made, because the endpoint is known to be down or the client is closed. */
    UNSENT,
    /** No call was made, because the budget is spent. */
    SPENT,
    /** No call was made, because the share of the question's window is spent. */
    WINDOW_SPENT
  }

  /** Longest reason in characters; longer ones are cut, because a reason is a note. */
  static final int MAX_REASON = 300;

  public LabelResult {
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(promptVersion, "promptVersion");
    Objects.requireNonNull(canary, "canary");
    if (again != Again.NO && verdict != Verdict.ABSTAINED) {
      throw new IllegalArgumentException("a verdict is not asked for again");
    }
    if (reason.isBlank()) {
      throw new IllegalArgumentException("a verdict needs a reason");
    }
    reason = shorten(reason);
  }

  /** An answer that no canary stands before. */
  public LabelResult(
      Verdict verdict, String reason, String model, String promptVersion, Again again) {
    this(verdict, reason, model, promptVersion, again, "");
  }

  /** An answer that lasts. */
  public LabelResult(Verdict verdict, String reason, String model, String promptVersion) {
    this(verdict, reason, model, promptVersion, Again.NO);
  }

  /** Whether the reason of this abstention passes, so that the question waits for another try. */
  public boolean passing() {
    return again != Again.NO;
  }

  /** The same, believed after a canary of the version {@code canaries}. */
  public LabelResult behind(String canaries) {
    return new LabelResult(verdict, reason, model, promptVersion, again, canaries);
  }

  /** An abstention that lasts, with its reason. */
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
