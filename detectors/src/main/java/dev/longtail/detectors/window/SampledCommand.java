package dev.longtail.detectors.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A sighting of a command that may belong to the reduced scale's sample.
 *
 * @param sighting the sighting
 * @param first whether the window may not have seen the command before, so that it is to be
 *     embedded
 */
public record SampledCommand(Sighting sighting, boolean first) {
  private static final int VERSION = 1;

  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeBoolean(first);
    SightingForm.write(sighting, out);
  }

  public static SampledCommand read(DataInput in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("state of a sampled command in version " + version);
    }
    boolean first = in.readBoolean();
    return new SampledCommand(SightingForm.read(in), first);
  }
}
