package dev.longtail.detectors.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A sighting of a command that may belong to the reduced scale's sample.
 *
 * @param sighting the first event to arrive, or all later ones of the window together
 * @param first whether the command must be embedded: the window has not seen it, or does not know
 */
public record SampledCommand(Sighting sighting, boolean first) {
  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    out.writeBoolean(first);
    sighting.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static SampledCommand read(DataInput in) throws IOException {
    boolean first = in.readBoolean();
    return new SampledCommand(Sighting.read(in), first);
  }
}
