package dev.longtail.detectors.core;

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
public record EmbeddedCommand(Candidate sighting, float[] embedding) {
  private static final int VERSION = 1;
  private static final float[] NONE = {};

  void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    CandidateMapper.write(sighting, out);
    PackedFloats.writeVector(embedding == null ? NONE : embedding, out);
  }

  static EmbeddedCommand read(DataInput in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("state of an embedded command in version " + version);
    }
    Candidate sighting = CandidateMapper.read(in);
    float[] embedding = PackedFloats.readVector(in);
    return new EmbeddedCommand(sighting, embedding.length == 0 ? null : embedding);
  }
}
