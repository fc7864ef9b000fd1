package dev.longtail.job.run;

import dev.longtail.job.graph.Output;
import java.util.List;

/** The outputs that are equal however the same events are run: bounded, as a stream, disturbed. */
public final class ComparedOutputs {
  /** Without counts, late events and dead letters, which say how the events came. */
  public static final List<Output> ALL =
      List.of(
          Output.ANOMALIES,
          Output.EXEMPLARS,
          Output.NEAR_DUPLICATES,
          Output.VERDICTS,
          Output.TRAINING_DATA,
          Output.QUARANTINE);

  private ComparedOutputs() {}
}
