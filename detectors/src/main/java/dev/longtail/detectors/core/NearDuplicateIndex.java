package dev.longtail.detectors.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the exemplar that is most like a command line: the same line, or else the nearest by cosine
 * of the embeddings, among all exemplars by comparison with each.
 */
public final class NearDuplicateIndex {
  private final double threshold;
  private final List<String> commandLines = new ArrayList<>();
  private final List<float[]> embeddings = new ArrayList<>();
  private final Map<String, Integer> positions = new HashMap<>();

  /**
   * The nearest exemplar.
   *
   * @param commandLine the exemplar's command line
   * @param cosine of the two embeddings
   */
  public record Match(String commandLine, double cosine) {}

  /**
   * An empty index.
   *
   * @param threshold a line is a near-duplicate if its cosine is greater (Gelman and Bergeron 2025)
   */
  public NearDuplicateIndex(double threshold) {
    if (!(threshold >= -1 && threshold <= 1)) {
      throw new IllegalArgumentException("cosine threshold " + threshold);
    }
    this.threshold = threshold;
  }

  /** The exemplar that {@code commandLine} is a near-duplicate of, the earliest of equally near. */
  public Optional<Match> find(String commandLine, float[] embedding) {
    if (positions.containsKey(commandLine)) {
      return Optional.of(new Match(commandLine, 1));
    }
    double highest = Double.NEGATIVE_INFINITY;
    int nearest = -1;
    for (int i = 0; i < embeddings.size(); i++) {
      double cosine = dot(embedding, embeddings.get(i));
      if (cosine > highest) {
        highest = cosine;
        nearest = i;
      }
    }
    return highest > threshold
        ? Optional.of(new Match(commandLines.get(nearest), Math.min(1, highest)))
        : Optional.empty();
  }

  /** Adds an exemplar; {@code embedding} is L2-normalised and not changed afterwards. */
  public void add(String commandLine, float[] embedding) {
    if (positions.putIfAbsent(commandLine, commandLines.size()) == null) {
      commandLines.add(commandLine);
      embeddings.add(embedding);
    }
  }

  /** Adds all exemplars of a slab. */
  public void addAll(ExemplarSlab slab) {
    int dimensions = slab.dimensions();
    for (int i = 0; i < slab.commandLines().size(); i++) {
      float[] embedding = new float[dimensions];
      System.arraycopy(slab.embeddings(), i * dimensions, embedding, 0, dimensions);
      add(slab.commandLines().get(i), embedding);
    }
  }

  /** Exemplars in the index. */
  public int size() {
    return commandLines.size();
  }

  /** Four running sums, always in this order: fast, and the same to the last bit everywhere. */
  static float dot(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "vectors of " + a.length + " and " + b.length + " dimensions: of different models?");
    }
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
