package dev.longtail.job.upgrade;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What an upgrade would meet.
 *
 * @param findings those that refuse it first
 */
public record UpgradeReport(List<UpgradeFinding> findings) {
  /** Sorts the findings by what they mean; those of a kind keep their order. */
  public UpgradeReport {
    findings =
        findings.stream().sorted(java.util.Comparator.comparing(UpgradeFinding::kind)).toList();
  }

  /** Whether the new job can go on from the state. */
  public boolean fits() {
    return refusals() == 0;
  }

  private long refusals() {
    return findings.stream().filter(each -> each.kind() == UpgradeFinding.Kind.REFUSED).count();
  }

  /** A line for each finding, then the verdict. */
  public String text() {
    String lines = findings.stream().map(each -> each.line() + "\n").collect(Collectors.joining());
    long refusals = refusals();
    return lines
        + (refusals == 0
            ? "The new job can go on from this state.\n"
            : "The new job cannot go on from this state: %d %s not fit.\n"
                .formatted(refusals, refusals == 1 ? "thing does" : "things do"));
  }
}
