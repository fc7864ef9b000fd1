package dev.longtail.job.cli;

import dev.longtail.job.funnel.Funnel;
import dev.longtail.udfs.text.Counted;

/** The totals of a funnel as text. */
final class FunnelTable {
  private FunnelTable() {}

  static String of(Funnel funnel) {
    Funnel.Counts total = funnel.total();
    return """
    %s in %s%s
            %,12d unparsable, %,d late, %,d repeated
            %,12d unique in their window
            %,12d %s
            %,12d %s of an exemplar (the published rule alone, within this run: %,d)
            %,12d %s: %,d benign, %,d malicious, %,d abstained
            %,12d admitted, %,d quarantined, %,d waiting\
    """
        .formatted(
            Counted.of(total.events(), "event"),
            Counted.of(funnel.windows(), "window"),
            funnel.scales() > 1 ? ", each counted once; what follows from them at both scales" : "",
            total.unparsable(),
            total.late(),
            total.repeated(),
            total.unique(),
            total.anomalies(),
            Counted.noun(total.anomalies(), "anomaly", "anomalies"),
            total.nearDuplicates(),
            Counted.noun(total.nearDuplicates(), "near-duplicate", "near-duplicates"),
            total.nearDuplicatesPublished(),
            total.exemplars(),
            Counted.noun(total.exemplars(), "exemplar", "exemplars"),
            total.benign(),
            total.malicious(),
            total.abstained(),
            total.admitted(),
            total.quarantined(),
            total.waiting());
  }
}
