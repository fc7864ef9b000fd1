package dev.longtail.job.cli;

import dev.longtail.job.Funnel;

/** The totals of a funnel as text. */
final class FunnelTable {
  private FunnelTable() {}

  static String of(Funnel funnel) {
    Funnel.Counts total = funnel.total();
    return """
    %,d events in %,d windows%s
            %,12d unparsable, %,d late, %,d repeated
            %,12d unique in their window
            %,12d anomalies
            %,12d near-duplicates of an exemplar (%,d by the published rule)
            %,12d exemplars: %,d benign, %,d malicious, %,d abstained
            %,12d admitted, %,d quarantined, %,d waiting\
    """
        .formatted(
            total.events(),
            funnel.windows(),
            funnel.scales() > 1 ? ", each counted once; what follows from them at both scales" : "",
            total.unparsable(),
            total.late(),
            total.repeated(),
            total.unique(),
            total.anomalies(),
            total.nearDuplicates(),
            total.nearDuplicatesPublished(),
            total.exemplars(),
            total.benign(),
            total.malicious(),
            total.abstained(),
            total.admitted(),
            total.quarantined(),
            total.waiting());
  }
}
