package dev.longtail.detectors.duplicates;

import dev.longtail.detectors.window.PackedFloats;
import dev.longtail.detectors.window.PackedText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The exemplars of one window, packed for state: one array of floats for all vectors. A line is
 * here if it is an exemplar under the chosen rule, the published rule, or both. No part changes
 * after construction, so state and index share it.
 *
 * @param commandLines their command lines, in the order in which they were decided
 * @param embeddings their vectors one after another, {@code commandLines.size() × dimensions}
 * @param rules for each line {@link #CHOSEN}, {@link #PUBLISHED} or their sum
 */
public record ExemplarChunk(List<String> commandLines, float[] embeddings, byte[] rules) {
  /** An exemplar under the rule that the job uses. */
  static final byte CHOSEN = 1;

  /** An exemplar under the published rule. */
  static final byte PUBLISHED = 2;

  private static final byte BOTH = CHOSEN | PUBLISHED;

  /** Refuses vectors of unequal length and lines without a rule. */
  public ExemplarChunk {
    if (commandLines.isEmpty()
        ? embeddings.length != 0
        : embeddings.length % commandLines.size() != 0) {
      throw new IllegalArgumentException(
          embeddings.length + " components for " + commandLines.size() + " exemplars");
    }
    if (rules.length != commandLines.size()) {
      throw new IllegalArgumentException(
          "rules of " + rules.length + " exemplars of " + commandLines.size());
    }
    for (byte rule : rules) {
      if (rule < CHOSEN || rule > BOTH) {
        throw new IllegalArgumentException("an exemplar under rules " + rule + "; 1 to 3");
      }
    }
  }

  /** Exemplars in the chunk. */
  int size() {
    return commandLines.size();
  }

  /** Components of a vector; 0 in an empty chunk. */
  int dimensions() {
    return commandLines.isEmpty() ? 0 : embeddings.length / commandLines.size();
  }

  boolean isExemplar(int i, byte rule) {
    return (rules[i] & rule) != 0;
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(commandLines.size());
    for (String commandLine : commandLines) {
      PackedText.write(commandLine, out);
    }
    out.writeInt(embeddings.length);
    PackedFloats.write(embeddings, out);
    out.write(rules);
  }

  /** Reads what {@link #write} wrote. */
  public static ExemplarChunk read(DataInput in) throws IOException {
    List<String> commandLines = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      commandLines.add(PackedText.read(in));
    }
    float[] embeddings = PackedFloats.read(in.readInt(), in);
    byte[] rules = new byte[commandLines.size()];
    in.readFully(rules);
    return new ExemplarChunk(commandLines, embeddings, rules);
  }
}
