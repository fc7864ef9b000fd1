package dev.longtail.detectors.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A sighting of a command of the reduced scale's sample.
 *
 * @param sighting the sighting
 * @param embedding of the command's template, L2-normalised, never changed; null if another
 *     sighting of the window brings it
 */
public record EmbeddedCommand(Sighting sighting, float[] embedding) {
  private static final int VERSION = 1;
  private static final float[] NONE = {};

  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    SightingForm.write(sighting, out);
    PackedFloats.writeVector(embedding == null ? NONE : embedding, out);
  }

  public static EmbeddedCommand read(DataInput in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("state of an embedded command in version " + version);
    }
    Sighting sighting = SightingForm.read(in);
    float[] embedding = PackedFloats.readVector(in);
    return new EmbeddedCommand(sighting, embedding.length == 0 ? null : embedding);
  }
}
