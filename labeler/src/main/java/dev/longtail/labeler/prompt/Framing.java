package dev.longtail.labeler.prompt;

/** Who bears the burden of proof in a question. Each framing has a prompt version of its own. */
public enum Framing {
  /** A line is benign until it is shown to be malicious. */
  GUILT("Say MALICIOUS only if malicious use is very likely."),

  /** The opposite: a line is malicious until it is shown to be harmless. */
  INNOCENCE(
      "Say BENIGN only if you can show that it is harmless, because everyday work explains every part"
          + " of it.");

  private final String rule;

  Framing(String rule) {
    this.rule = rule;
  }

  /** The sentence of the question that says it. */
  String rule() {
    return rule;
  }
}
