package dev.longtail.labeler.demo;

/** Who stands behind a {@link LocalLabelServer}. Thread-safe. */
public interface LocalJudge {
  /** The name of the only model that the server offers. */
  String model();

  /** Who it is, in words, e.g. {@code rules, not a model}. */
  String who();

  /** What it says of a line as a client sends it; ABSTAINED becomes a refusal. */
  LabelRules.Judgement judgementOn(String commandLine);
}
