package dev.longtail.training.release;

import java.util.List;
import java.util.Map;

/**
 * All that the gate decides by.
 *
 * @param candidate content of the candidate, see {@link
 *     dev.longtail.training.classify.ModelContent#digest}
 * @param live content of the deployed model; empty if none is deployed
 * @param replay alerts on days that were
 * @param tests comparisons on labelled sets
 * @param evasion alerts on attacks that are written otherwise, by how; each model at its threshold
 * @param notHeldTo ids of revocations that the candidate was trained without
 * @param admitted admitted lines that the candidate was trained on; -1 if it does not say
 */
public record ReleaseCase(
    String candidate,
    String live,
    AlertReplay.Result replay,
    List<TestComparison> tests,
    Map<String, Paired> evasion,
    List<String> notHeldTo,
    int admitted) {
  public ReleaseCase {
    tests = List.copyOf(tests);
    notHeldTo = List.copyOf(notHeldTo);
  }

  /** Whether there is a model to compare with. */
  public boolean isFirst() {
    return live.isEmpty();
  }
}
