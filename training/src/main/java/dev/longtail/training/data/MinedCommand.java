package dev.longtail.training.data;

import java.util.List;

/**
 * A command line that a backfill found: an admitted exemplar, an exemplar, or a control.
 *
 * @param cmd the command line
 * @param window the detector window it comes from, e.g. {@code 2025-01-05}
 * @param scale {@code full} or {@code reduced}
 * @param detectors the detectors that ranked it among their anomalies
 * @param origin where the line comes from
 * @param lineage how it came by its label
 */
public record MinedCommand(
    String cmd,
    String window,
    String scale,
    List<String> detectors,
    LineOrigin origin,
    LabelLineage lineage) {
  /** The scale that ranks every unique command of the window by expert features. */
  public static final String FULL = "full";

  /** The scale that ranks a hash-sampled subset by embeddings. */
  public static final String REDUCED = "reduced";

  public MinedCommand {
    detectors = List.copyOf(detectors);
  }

  /** A line of unknown origin and lineage. */
  public MinedCommand(String cmd, String window, String scale, List<String> detectors) {
    this(cmd, window, scale, detectors, LineOrigin.UNKNOWN, LabelLineage.UNKNOWN);
  }
}
