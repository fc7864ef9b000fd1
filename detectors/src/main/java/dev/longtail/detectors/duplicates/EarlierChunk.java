package dev.longtail.detectors.duplicates;

import dev.longtail.detectors.window.PackedFloats;
import dev.longtail.detectors.window.PackedText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The exemplars of earlier runs in one window and scale, in the order of arrival. It is packed in
 * state and grows in place. An empty chunk means: its window and all windows before it were
 * forgotten.
 */
public final class EarlierChunk {
  private final List<String> commandLines;
  private final List<float[]> embeddings;
  private final Set<String> known;

  EarlierChunk() {
    this(new ArrayList<>(), new ArrayList<>());
  }

  private EarlierChunk(List<String> commandLines, List<float[]> embeddings) {
    this.commandLines = commandLines;
    this.embeddings = embeddings;
    this.known = new HashSet<>(commandLines);
  }

  /** Adds an exemplar; returns whether it is new. */
  boolean add(String commandLine, float[] embedding) {
    if (!known.add(commandLine)) {
      return false;
    }
    commandLines.add(commandLine);
    embeddings.add(embedding);
    return true;
  }

  int size() {
    return commandLines.size();
  }

  /**
   * An exemplar. Template and shape are computed again, because an upgrade may have changed them.
   */
  EmbeddedLine line(int i) {
    return EmbeddedLine.of(commandLines.get(i), embeddings.get(i));
  }

  /** A copy that grows on its own; the vectors are shared. */
  public EarlierChunk copy() {
    return new EarlierChunk(new ArrayList<>(commandLines), new ArrayList<>(embeddings));
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(commandLines.size());
    out.writeInt(embeddings.isEmpty() ? 0 : embeddings.get(0).length);
    for (String commandLine : commandLines) {
      PackedText.write(commandLine, out);
    }
    for (float[] embedding : embeddings) {
      PackedFloats.write(embedding, out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static EarlierChunk read(DataInput in) throws IOException {
    int size = in.readInt();
    int dimensions = in.readInt();
    List<String> commandLines = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      commandLines.add(PackedText.read(in));
    }
    List<float[]> embeddings = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      embeddings.add(PackedFloats.read(dimensions, in));
    }
    return new EarlierChunk(commandLines, embeddings);
  }
}
