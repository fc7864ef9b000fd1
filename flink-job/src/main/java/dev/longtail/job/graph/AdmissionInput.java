package dev.longtail.job.graph;

import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.duplicates.NearDuplicate;

/**
 * What the limits of admission look at: an exemplar, or a near-duplicate that shows where else and
 * when else a line was seen.
 *
 * @param line the exemplar, or the near-duplicate in the form of one
 * @param of command line of the exemplar that the near-duplicate belongs to; null for an exemplar
 */
record AdmissionInput(Exemplar line, String of) {
  static AdmissionInput of(Exemplar exemplar) {
    return new AdmissionInput(exemplar, null);
  }

  static AdmissionInput of(NearDuplicate duplicate) {
    return new AdmissionInput(duplicate.anomaly(), duplicate.of());
  }

  boolean isExemplar() {
    return of == null;
  }
}
