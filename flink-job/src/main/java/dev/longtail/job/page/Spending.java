package dev.longtail.job.page;

import dev.longtail.job.watch.LabelReport;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.NoLabelClient;
import dev.longtail.labeler.client.SpendingPlan;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What labels may cost.
 *
 * @param labeler who answers, in words
 * @param someoneLabels whether anybody answers
 * @param plan caps and prices
 */
record Spending(String labeler, boolean someoneLabels, SpendingPlan plan) {

  /** The caps in {@code options}. */
  static Spending of(LabelerOptions options) {
    return new Spending(
        words(options.source()),
        !(options.source() instanceof LabelerOptions.None),
        options.spending());
  }

  private static String words(LabelerOptions.Source source) {
    if (source instanceof LabelerOptions.Server server) {
      return (server.model().isEmpty() ? "the model" : "model " + server.model())
          + " at "
          + server.endpoint();
    }
    return source instanceof LabelerOptions.Truth truth
        ? "known truth, not a model (truth:%s)"
            .formatted(java.nio.file.Path.of(truth.file()).getFileName())
        : NoLabelClient.DESCRIPTION;
  }

  /** Calls that may still be made; empty without a cap. */
  OptionalLong callsLeft(LabelReport labels) {
    return left(plan.total().calls(), labels.calls());
  }

  /** Tokens that may still be used; empty without a cap. */
  OptionalLong tokensLeft(LabelReport labels) {
    return left(plan.total().tokens(), labels.tokens());
  }

  private static OptionalLong left(long cap, long used) {
    return cap == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(Math.max(0, cap - used));
  }

  /**
   * Money that may still be spent: by the cap on money, else by that on tokens, if all have one
   * price; empty if neither tells.
   */
  OptionalDouble costLeft(LabelReport labels) {
    if (plan.total().costs()) {
      return labels.cost().isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(Math.max(0, plan.total().money() - labels.cost().getAsDouble()));
    }
    OptionalLong tokens = tokensLeft(labels);
    return tokens.isPresent() && plan.prices().flat().isPresent()
        ? OptionalDouble.of(plan.prices().flat().getAsDouble() * tokens.getAsLong() / 1_000_000)
        : OptionalDouble.empty();
  }
}
