package dev.longtail.detectors.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How far a window is from the most similar one of the windows before it, by one measure.
 *
 * @param window start of the window
 * @param measure what was compared
 * @param psi population stability index of both; 0: equal
 * @param limit the window has not moved up to this index
 * @param nearest start of the most similar window
 * @param compared number of earlier windows that it was compared with
 * @param moved whether it is beyond the limit of each of them. Never before all that are asked for
 *     are known
 */
public record WindowDrift(
    long window,
    DriftMeasure measure,
    double psi,
    double limit,
    long nearest,
    int compared,
    boolean moved) {
  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(window);
    out.writeUTF(measure.label());
    out.writeDouble(psi);
    out.writeDouble(limit);
    out.writeLong(nearest);
    out.writeInt(compared);
    out.writeBoolean(moved);
  }

  /** Reads what {@link #write} wrote. */
  public static WindowDrift read(DataInput in) throws IOException {
    return new WindowDrift(
        in.readLong(),
        DriftMeasure.labelled(in.readUTF()),
        in.readDouble(),
        in.readDouble(),
        in.readLong(),
        in.readInt(),
        in.readBoolean());
  }
}
