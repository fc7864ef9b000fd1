package dev.longtail.labeler.client;

import java.util.concurrent.CompletableFuture;

/** Abstains from every question, for runs that only collect exemplars. */
public final class NoLabelClient implements LabelClient {
  /** The model name of its abstentions. */
  public static final String MODEL = "none";

  /** What {@link #describe} says. */
  public static final String DESCRIPTION = "nobody: no labeler is configured";

  @Override
  public CompletableFuture<LabelResult> label(String commandLine) {
    return CompletableFuture.completedFuture(
        LabelResult.abstained("no labeler is configured", MODEL, ""));
  }

  @Override
  public String describe() {
    return DESCRIPTION;
  }

  @Override
  public void close() {}
}
