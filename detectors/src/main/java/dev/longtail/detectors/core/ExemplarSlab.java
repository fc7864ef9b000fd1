package dev.longtail.detectors.core;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The exemplars of one window, packed for state: one array of floats instead of one entry each.
 *
 * @param commandLines their command lines
 * @param embeddings their vectors one after another, {@code commandLines.size() × dimensions}
 */
public record ExemplarSlab(List<String> commandLines, float[] embeddings) {
  private static final int VERSION = 1;

  /** Refuses vectors of unequal length. */
  public ExemplarSlab {
    if (commandLines.isEmpty()
        ? embeddings.length != 0
        : embeddings.length % commandLines.size() != 0) {
      throw new IllegalArgumentException(
          embeddings.length + " components for " + commandLines.size() + " exemplars");
    }
  }

  /** Components of a vector; 0 in an empty slab. */
  int dimensions() {
    return commandLines.isEmpty() ? 0 : embeddings.length / commandLines.size();
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(VERSION);
    out.writeInt(commandLines.size());
    for (String commandLine : commandLines) {
      CandidateMapper.writeText(commandLine, out);
    }
    out.writeInt(embeddings.length);
    for (float component : embeddings) {
      out.writeFloat(component);
    }
  }

  static ExemplarSlab read(DataInput in) throws IOException {
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException("state of exemplars in version " + version);
    }
    List<String> commandLines = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      commandLines.add(CandidateMapper.readText(in));
    }
    float[] embeddings = new float[in.readInt()];
    for (int i = 0; i < embeddings.length; i++) {
      embeddings[i] = in.readFloat();
    }
    return new ExemplarSlab(commandLines, embeddings);
  }
}
