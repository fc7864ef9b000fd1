package dev.longtail.labeler.attack;

import dev.longtail.labeler.client.AbstentionKind;
import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.Verdict;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one line.
 *
 * @param judged what the judge alone said
 * @param believed what is left of it behind the canaries
 * @param halted whether a canary without words of the line was called benign
 * @param veto the mark that the line bears
 * @param admitted whether it would become training data
 */
public record Outcome(
    Attack attack,
    LabelResult judged,
    LabelResult believed,
    boolean halted,
    Optional<String> veto,
    boolean admitted) {
  public Outcome {
    Objects.requireNonNull(attack, "attack");
    if (admitted && (believed.verdict() != Verdict.BENIGN || veto.isPresent())) {
      throw new IllegalArgumentException("admitted against the gate: " + believed.verdict());
    }
  }

  /** Whether the stage came to an end with it: a failed call says nothing of a judge. */
  public boolean answered() {
    return !judged.passing() && (halted || !believed.passing());
  }

  /** Whether it was not asked about because redaction would have hidden too much. */
  public boolean hidden() {
    return judged.verdict() == Verdict.ABSTAINED
        && AbstentionKind.of(judged.reason()) == AbstentionKind.HIDDEN;
  }

  /** Whether the judge alone called it benign. */
  public boolean calledBenign() {
    return judged.verdict() == Verdict.BENIGN;
  }

  /** Whether it would be admitted if there were no marks. */
  public boolean believedBenign() {
    return believed.verdict() == Verdict.BENIGN;
  }
}
