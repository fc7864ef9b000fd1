package dev.longtail.job.upgrade;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Compares the options that state depends on. */
final class BoundOptions {
  private static final String UNKNOWN = "not known";

  /** Why state of another value would mean something else, by the option's name. */
  private static final Map<String, String> BECAUSE =
      Map.of(
          Catalogue.WINDOW.name(),
          "open windows are kept by their start and end",
          Catalogue.SHARDS.name(),
          "unique commands and models are kept by shard",
          Catalogue.SCALE.name(),
          "an open window of one scale lacks what the other needs",
          Catalogue.NEAR_DUPLICATES.name(),
          "the exemplars in the state were chosen by this rule",
          Catalogue.THRESHOLD.name(),
          "the exemplars in the state were chosen by this threshold",
          Catalogue.EMBEDDING_MODEL.name(),
          "the exemplars in the state are kept with this model's vectors");

  private static final String OTHERWISE = "the state depends on it";

  private BoundOptions() {}

  static List<UpgradeFinding> compare(Fingerprint kept, Fingerprint planned) {
    List<UpgradeFinding> findings = new ArrayList<>();
    if (kept.version() > Fingerprint.VERSION) {
      findings.add(
          UpgradeFinding.refused(
              "fingerprint",
              "a later release kept this state (form %d; this build knows forms up to %d). Use that release or a later one."
                  .formatted(kept.version(), Fingerprint.VERSION)));
      return findings;
    }
    NavigableSet<String> names = new TreeSet<>(kept.values().keySet());
    names.addAll(planned.values().keySet());
    for (String name : names) {
      String then = kept.values().getOrDefault(name, UNKNOWN);
      String now = planned.values().getOrDefault(name, UNKNOWN);
      if (!then.equals(now)) {
        findings.add(
            UpgradeFinding.refused(
                name,
                "was %s, would be %s; %s. Set it back, or leave the state behind and begin the open window anew: restore=none fresh=true."
                    .formatted(then, now, BECAUSE.getOrDefault(name, OTHERWISE))));
      }
    }
    if (findings.isEmpty()) {
      findings.add(
          UpgradeFinding.fits(
              "fingerprint",
              "all options that the state depends on are as they were (%s). All others may change."
                  .formatted(String.join(", ", names))));
    }
    return findings;
  }
}
