package dev.longtail.job.graph;

import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.labeler.admission.AdmissionLimits;
import dev.longtail.labeler.admission.Evidence;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** An exemplar that waits until it was seen more often, and where it was seen so far. */
record HeldExemplar(Exemplar exemplar, Evidence evidence) {
  /** The same, seen once more. */
  HeldExemplar seen(String host, long window, AdmissionLimits limits) {
    return new HeldExemplar(exemplar, evidence.and(host, window, limits));
  }

  static void write(HeldExemplar held, DataOutput out) throws IOException {
    StateMappers.EXEMPLAR.write(held.exemplar, out);
    held.evidence.write(out);
  }

  static HeldExemplar read(DataInput in) throws IOException {
    return new HeldExemplar(StateMappers.EXEMPLAR.read(1, in), Evidence.read(in));
  }
}
