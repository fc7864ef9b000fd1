package dev.longtail.job.bench;

import dev.longtail.detectors.duplicates.EmbeddedLine;
import dev.longtail.detectors.duplicates.NearDuplicateIndex;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Inserts and queries of the near-duplicate index, beside comparing a query with every exemplar.
 *
 * <p>Vectors lie around real ones: one origin plus a share of the difference of two others, L2
 * normalised. The share is uniform in 0 to {@value #FARTHEST}, so cosines to the origin spread over
 * both sides of every threshold in use. Vectors of random directions would be too easy: all of them
 * are at right angles.
 */
public final class NearDuplicateBench {
  private static final double FARTHEST = 0.8;

  private final List<Origin> origins;
  private final int queries;
  private final long seed;

  /** A real line and the vector of its template. */
  public record Origin(String commandLine, float[] embedding) {}

  /**
   * What one size and rule took.
   *
   * @param insertMicros mean of an insert, in microseconds; without template and embedding
   * @param queryMillis mean of a query, in milliseconds
   * @param bruteForceMillis mean of comparing with every exemplar that the rule may merge with
   * @param matches queries that have a near-duplicate among all exemplars
   * @param recall share of those for which the index finds one
   * @param sameExemplar share of those for which it finds the nearest
   * @param bytesPerExemplar heap of the index for each, vector included, command line not
   */
  public record Measurement(
      String rule,
      double cosine,
      int exemplars,
      int queries,
      double insertMicros,
      double queryMillis,
      double bruteForceMillis,
      int matches,
      double recall,
      double sameExemplar,
      long bytesPerExemplar) {}

  /** A bench around {@code origins}, at least three. */
  public NearDuplicateBench(List<Origin> origins, int queries, long seed) {
    this.origins = origins;
    this.queries = queries;
    this.seed = seed;
  }

  /** Measures one rule at one size. */
  public Measurement run(NearDuplicateRule rule, int exemplars) {
    warmUp(rule);
    long before = usedHeap();
    NearDuplicateIndex index = new NearDuplicateIndex(rule);
    List<EmbeddedLine> all = new ArrayList<>(exemplars);
    SplittableRandom random = new SplittableRandom(seed);
    long insertNanos = 0;
    for (int i = 0; i < exemplars; i++) {
      EmbeddedLine line = line("e", i, random);
      all.add(line);
      long start = System.nanoTime();
      index.add(0, i, line);
      insertNanos += System.nanoTime() - start;
    }
    // The lines themselves are needed for the brute force only; what they add is measured apart.
    List<EmbeddedLine> asked = new ArrayList<>();
    for (int i = 0; i < queries; i++) {
      asked.add(line("q", i, random));
    }
    long queryNanos = 0;
    long bruteNanos = 0;
    int matches = 0;
    int found = 0;
    int same = 0;
    for (EmbeddedLine line : asked) {
      long start = System.nanoTime();
      Optional<NearDuplicateIndex.Match> match = index.find(line);
      long between = System.nanoTime();
      EmbeddedLine nearest = nearest(rule, line, all);
      bruteNanos += System.nanoTime() - between;
      queryNanos += between - start;
      if (nearest != null) {
        matches++;
        found += match.isPresent() ? 1 : 0;
        same +=
            match.isPresent() && match.get().commandLine().equals(nearest.commandLine()) ? 1 : 0;
      }
    }
    all.clear();
    asked.clear();
    long bytes = (usedHeap() - before) / exemplars;
    if (index.size() != exemplars) {
      throw new IllegalStateException("the index lost exemplars");
    }
    return new Measurement(
        rule.sameShape() ? "shapes" : "published",
        rule.cosine(),
        exemplars,
        queries,
        insertNanos / 1e3 / exemplars,
        queryNanos / 1e6 / queries,
        bruteNanos / 1e6 / queries,
        matches,
        matches == 0 ? 1 : (double) found / matches,
        matches == 0 ? 1 : (double) same / matches,
        bytes);
  }

  private void warmUp(NearDuplicateRule rule) {
    SplittableRandom random = new SplittableRandom(seed + 1);
    NearDuplicateIndex index = new NearDuplicateIndex(rule);
    List<EmbeddedLine> all = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      EmbeddedLine line = line("w", i, random);
      nearest(rule, line, all.subList(0, Math.min(all.size(), 200)));
      if (index.find(line).isEmpty()) {
        index.add(0, i, line);
        all.add(line);
      }
    }
  }

  private static EmbeddedLine nearest(
      NearDuplicateRule rule, EmbeddedLine line, List<EmbeddedLine> all) {
    EmbeddedLine nearest = null;
    double highest = rule.cosine();
    for (EmbeddedLine other : all) {
      if (!rule.sameShape() || line.hasShapeOf(other)) {
        double cosine = line.cosine(other);
        if (cosine > highest) {
          highest = cosine;
          nearest = other;
        }
      }
    }
    return nearest;
  }

  private EmbeddedLine line(String name, int i, SplittableRandom random) {
    Origin origin = pick(random);
    float[] from = pick(random).embedding();
    float[] to = pick(random).embedding();
    double share = FARTHEST * random.nextDouble();
    float[] moved = new float[from.length];
    double squares = 0;
    for (int d = 0; d < moved.length; d++) {
      moved[d] = (float) (origin.embedding()[d] + share * (to[d] - from[d]));
      squares += (double) moved[d] * moved[d];
    }
    float norm = (float) Math.sqrt(squares);
    for (int d = 0; d < moved.length; d++) {
      moved[d] /= norm;
    }
    return EmbeddedLine.generated(name + i, origin.commandLine(), moved);
  }

  private Origin pick(SplittableRandom random) {
    return origins.get(random.nextInt(origins.size()));
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
