package dev.longtail.detectors.duplicates;

import dev.longtail.detectors.window.PackedFloats;
import dev.longtail.detectors.window.SightingForm;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The exemplars of earlier runs in one window and scale, in the order in which they happened to
 * arrive; packed in state, where it grows in place. An empty one says that its window and all
 * before it were forgotten.
 */
public final class EarlierChunk {
  private static final int VERSION = 1;

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

  EmbeddedLine line(int i) {
    return EmbeddedLine.of(commandLines.get(i), embeddings.get(i));
  }

  /** Another that does not grow with this one; the vectors are shared. */
  public EarlierChunk copy() {
    return new EarlierChunk(new ArrayList<>(commandLines), new ArrayList<>(embeddings));
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(VERSION);
    out.writeInt(commandLines.size());
    out.writeInt(embeddings.isEmpty() ? 0 : embeddings.get(0).length);
    for (String commandLine : commandLines) {
      SightingForm.writeText(commandLine, out);
    }
    for (float[] embedding : embeddings) {
      PackedFloats.write(embedding, out);
    }
  }

  public static EarlierChunk read(DataInput in) throws IOException {
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException("state of earlier exemplars in version " + version);
    }
    int size = in.readInt();
    int dimensions = in.readInt();
    List<String> commandLines = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      commandLines.add(SightingForm.readText(in));
    }
    List<float[]> embeddings = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      embeddings.add(PackedFloats.read(dimensions, in));
    }
    return new EarlierChunk(commandLines, embeddings);
  }
}
