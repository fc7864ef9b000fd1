package dev.longtail.detectors.core;

import dev.longtail.detectors.core.NearDuplicateIndex.Match;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides which anomalies of a window are exemplars.
 *
 * <p>Anomalies of several detectors that are the same command become one. They are taken by best
 * rank, then by hash, and compared with all exemplars before them, of earlier windows and of this
 * one: so the decision is a function of the events alone.
 */
public final class WindowRegistry {
  private final DetectorWindows windows;
  private final NearDuplicateIndex index;

  /** The decisions on one window. */
  public record Decisions(
      List<Exemplar> exemplars, List<NearDuplicate> nearDuplicates, ExemplarSlab slab) {}

  /** Continues with the exemplars that {@code index} already holds. */
  public WindowRegistry(DetectorWindows windows, NearDuplicateIndex index) {
    this.windows = windows;
    this.index = index;
  }

  /** Decides on all anomalies of the next window. */
  public Decisions decide(Collection<EmbeddedAnomaly> anomalies) {
    List<Exemplar> exemplars = new ArrayList<>();
    List<NearDuplicate> nearDuplicates = new ArrayList<>();
    List<float[]> embeddings = new ArrayList<>();
    for (List<EmbeddedAnomaly> findings : byCommand(anomalies)) {
      Exemplar exemplar = exemplar(findings);
      String commandLine = exemplar.command().commandLine();
      float[] embedding = findings.get(0).embedding();
      Optional<Match> match = index.find(commandLine, embedding);
      if (match.isPresent()) {
        nearDuplicates.add(
            new NearDuplicate(exemplar, match.get().commandLine(), match.get().cosine()));
      } else {
        index.add(commandLine, embedding);
        exemplars.add(exemplar);
        embeddings.add(embedding);
      }
    }
    return new Decisions(exemplars, nearDuplicates, slab(exemplars, embeddings));
  }

  /** Findings grouped by command, each group and the groups among themselves by rank. */
  private static List<List<EmbeddedAnomaly>> byCommand(Collection<EmbeddedAnomaly> anomalies) {
    TreeMap<Long, List<EmbeddedAnomaly>> groups = new TreeMap<>();
    for (EmbeddedAnomaly anomaly : anomalies) {
      long hash = anomaly.anomaly().scored().command().hash();
      groups.computeIfAbsent(hash, h -> new ArrayList<>()).add(anomaly);
    }
    List<List<EmbeddedAnomaly>> ordered = new ArrayList<>(groups.values());
    for (List<EmbeddedAnomaly> group : ordered) {
      group.sort(
          Comparator.comparingInt((EmbeddedAnomaly a) -> a.anomaly().rank())
              .thenComparing(a -> a.anomaly().scored().detector()));
    }
    // The sort is stable, so groups of equal rank stay in the order of their hashes.
    ordered.sort(Comparator.comparingInt(group -> group.get(0).anomaly().rank()));
    return ordered;
  }

  private Exemplar exemplar(List<EmbeddedAnomaly> findings) {
    Anomaly best = findings.get(0).anomaly();
    ScoredCommand scored = best.scored();
    List<String> detectors =
        findings.stream().map(f -> f.anomaly().scored().detector()).sorted().distinct().toList();
    String id =
        windows.nameOf(scored.window())
            + "/"
            + scored.scale()
            + "/"
            + String.format("%016x", scored.command().hash());
    return new Exemplar(
        id,
        scored.window(),
        scored.scale(),
        detectors,
        best.rank(),
        scored.score(),
        scored.command());
  }

  private static ExemplarSlab slab(List<Exemplar> exemplars, List<float[]> embeddings) {
    int dimensions = embeddings.isEmpty() ? 0 : embeddings.get(0).length;
    float[] packed = new float[embeddings.size() * dimensions];
    for (int i = 0; i < embeddings.size(); i++) {
      System.arraycopy(embeddings.get(i), 0, packed, i * dimensions, dimensions);
    }
    return new ExemplarSlab(
        exemplars.stream().map(e -> e.command().commandLine()).toList(), packed);
  }
}
