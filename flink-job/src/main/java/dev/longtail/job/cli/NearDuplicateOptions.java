package dev.longtail.job.cli;

import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.udfs.embedding.EmbeddingModel;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which lines are near-duplicates; shared by the commands that tell. */
final class NearDuplicateOptions {
  @Option(
      names = "--rule",
      paramLabel = "RULE",
      defaultValue = "shapes",
      description =
          "what makes a near-duplicate: shapes (an equal template, or a cosine above the threshold,"
              + " where tools, flags and payloads agree) or published (the cosine alone) (default:"
              + " ${DEFAULT-VALUE})")
  NearDuplicateRule.Kind rule;

  @Option(
      names = "--threshold",
      paramLabel = "T",
      description =
          "a greater cosine makes a near-duplicate (default: what longtail calibrate found for the"
              + " model; 0.8 where it was not run, and for the published rule)")
  Double threshold;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  /** The rule for embeddings of {@code model}; warns on stderr if nobody calibrated it. */
  NearDuplicateRule rule(EmbeddingModel model) {
    if (rule == NearDuplicateRule.Kind.SHAPES
        && threshold == null
        && model.calibratedCosine().isEmpty()) {
      System.err.printf(
          "longtail: embedding model %s is not calibrated, so near-duplicates are told by the"
              + " published cosine %s; run longtail calibrate%n",
          model.name(), NearDuplicateRule.PUBLISHED.cosine());
    }
    if (threshold == null) {
      return rule.rule(model);
    }
    try {
      boolean cosine = threshold >= 0 && threshold <= 1;
      OutOfRange.unless(cosine, "--threshold", threshold, "from 0 to 1", 0.85);
      return new NearDuplicateRule(threshold, rule == NearDuplicateRule.Kind.SHAPES);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
