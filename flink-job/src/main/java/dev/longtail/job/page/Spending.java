package dev.longtail.job.page;

import dev.longtail.job.watch.LabelReport;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.NoLabelClient;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What labels may cost.
 *
 * @param labeler who answers, in words
 * @param someoneLabels whether anybody answers
 * @param maxCalls {@link Long#MAX_VALUE}: no cap
 * @param maxTokens {@link Long#MAX_VALUE}: no cap
 * @param tokenPrice of a million tokens; empty: unknown
 */
record Spending(
    String labeler,
    boolean someoneLabels,
    long maxCalls,
    long maxTokens,
    OptionalDouble tokenPrice) {

  /** The caps in {@code options}. */
  static Spending of(LabelerOptions options) {
    return new Spending(
        words(options.source()),
        !(options.source() instanceof LabelerOptions.None),
        options.maxCalls(),
        options.maxTokens(),
        Double.isNaN(options.tokenPrice())
            ? OptionalDouble.empty()
            : OptionalDouble.of(options.tokenPrice()));
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
    return left(maxCalls, labels.calls());
  }

  /** Tokens that may still be used; empty without a cap. */
  OptionalLong tokensLeft(LabelReport labels) {
    return left(maxTokens, labels.tokens());
  }

  private static OptionalLong left(long cap, long used) {
    return cap == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(Math.max(0, cap - used));
  }

  /** Price of the tokens used so far; empty if it is unknown. */
  OptionalDouble cost(LabelReport labels) {
    return tokenPrice.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(tokenPrice.getAsDouble() * labels.tokens() / 1_000_000);
  }
}
