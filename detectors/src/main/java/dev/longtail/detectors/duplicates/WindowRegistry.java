package dev.longtail.detectors.duplicates;

import dev.longtail.detectors.duplicates.NearDuplicateIndex.Match;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.DetectorWindows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * Decides which anomalies of a window are exemplars.
 *
 * <p>The same command found by several detectors is one anomaly. The registry takes the anomalies
 * by best rank, then by hash. It compares each with all exemplars before it: of earlier windows, of
 * this window, and of earlier runs (an anomaly carries its match among the latter). So the decision
 * is a function of the events alone.
 *
 * <p>The published rule runs beside the chosen rule, with its own exemplars, to count the
 * near-duplicates it would have found. It does not see exemplars of earlier runs, because another
 * rule chose them.
 *
 * <p>Memory is bounded: beyond a capacity, whole windows are forgotten, the earliest first. The
 * latest window always stays.
 */
public final class WindowRegistry {
  private final DetectorWindows windows;
  private final NearDuplicateRule rule;
  private final int capacity;
  private final NearDuplicateIndex chosen;
  private final NearDuplicateIndex published;
  private final TreeMap<Long, Integer> sizes = new TreeMap<>();
  private long remembered;

  /**
   * The decisions on one window.
   *
   * @param exemplars in the order in which they were decided
   * @param nearDuplicates likewise
   * @param publishedNearDuplicates how many the published rule finds
   * @param chunk the part of the window to remember
   * @param forgottenWindows earlier windows whose chunks are not needed any more
   * @param forgotten exemplars in them
   */
  public record Decisions(
      List<Exemplar> exemplars,
      List<NearDuplicate> nearDuplicates,
      long publishedNearDuplicates,
      ExemplarChunk chunk,
      List<Long> forgottenWindows,
      long forgotten) {}

  /**
   * A registry that knows no exemplar yet.
   *
   * @param capacity number of exemplars above which the earliest windows are forgotten
   */
  public WindowRegistry(DetectorWindows windows, NearDuplicateRule rule, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a capacity of " + capacity + " exemplars; at least 1");
    }
    this.windows = windows;
    this.rule = rule;
    this.capacity = capacity;
    this.chosen = new NearDuplicateIndex(rule);
    this.published =
        rule.equals(NearDuplicateRule.PUBLISHED)
            ? chosen
            : new NearDuplicateIndex(NearDuplicateRule.PUBLISHED);
  }

  /** Restores the {@link Decisions#chunk} of an earlier window. */
  public void remember(long window, ExemplarChunk chunk) {
    remember(window, chunk, i -> EmbeddedLine.in(chunk, i));
  }

  private void remember(long window, ExemplarChunk chunk, IntFunction<EmbeddedLine> lines) {
    for (int i = 0; i < chunk.size(); i++) {
      EmbeddedLine line = lines.apply(i);
      if (chunk.isExemplar(i, ExemplarChunk.CHOSEN)) {
        chosen.add(window, i, line);
      }
      if (published != chosen && chunk.isExemplar(i, ExemplarChunk.PUBLISHED)) {
        published.add(window, i, line);
      }
    }
    if (chunk.size() > 0) {
      sizes.merge(window, chunk.size(), Integer::sum);
      remembered += chunk.size();
    }
  }

  /** Decides on all anomalies of the next window, at least one. */
  public Decisions decide(Collection<EmbeddedAnomaly> anomalies) {
    long window = anomalies.iterator().next().anomaly().scored().window();
    Decider decider = new Decider(window);
    byCommand(anomalies).forEach(decider::decide);
    ExemplarChunk chunk = decider.chunk();
    remember(window, chunk, i -> decider.remembered(i, chunk));
    List<Long> forgottenWindows = new ArrayList<>();
    long forgotten = forget(forgottenWindows);
    return new Decisions(
        decider.exemplars.values().stream().map(Standing::exemplar).toList(),
        decider.nearDuplicates,
        published == chosen ? decider.nearDuplicates.size() : decider.publishedNearDuplicates,
        chunk,
        forgottenWindows,
        forgotten);
  }

  /** Exemplars under either rule that are remembered. */
  long size() {
    return remembered;
  }

  private long forget(List<Long> forgottenWindows) {
    long before = remembered;
    while (remembered > capacity && sizes.size() > 1) {
      Map.Entry<Long, Integer> earliest = sizes.pollFirstEntry();
      remembered -= earliest.getValue();
      forgottenWindows.add(earliest.getKey());
    }
    if (!forgottenWindows.isEmpty()) {
      chosen.forgetBefore(sizes.firstKey());
      if (published != chosen) {
        published.forgetBefore(sizes.firstKey());
      }
    }
    return before - remembered;
  }

  /**
   * Anomalies grouped by command. The groups, and the anomalies within a group, are sorted by rank.
   */
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

  /** An exemplar, and the detectors of all anomalies of its window that it represents. */
  private record Standing(Exemplar found, TreeSet<String> detectors) {
    Exemplar exemplar() {
      return found.with(List.copyOf(detectors));
    }
  }

  /** Decides on the commands of one window, one by one. */
  private final class Decider {
    private final long window;
    private final NearDuplicateIndex newlyChosen = new NearDuplicateIndex(rule);
    private final NearDuplicateIndex newlyPublished =
        new NearDuplicateIndex(NearDuplicateRule.PUBLISHED);
    private final Map<String, Standing> exemplars = new LinkedHashMap<>();
    private final List<NearDuplicate> nearDuplicates = new ArrayList<>();
    private final List<EmbeddedLine> remembered = new ArrayList<>();
    private final List<Byte> rules = new ArrayList<>();
    private long publishedNearDuplicates;

    Decider(long window) {
      this.window = window;
    }

    void decide(List<EmbeddedAnomaly> findings) {
      EmbeddedAnomaly first = findings.get(0);
      Exemplar found = exemplar(findings);
      EmbeddedLine line = first.line();
      Match match = Match.nearer(nearest(line, chosen, newlyChosen), first.earlier());
      boolean exemplar = match == null;
      if (exemplar) {
        newlyChosen.add(window, remembered.size(), line);
        exemplars.put(line.commandLine(), new Standing(found, new TreeSet<>(found.detectors())));
      } else {
        nearDuplicates.add(
            new NearDuplicate(found, match.commandLine(), match.by(), match.cosine()));
        Standing absorbing = match.window() == window ? exemplars.get(match.commandLine()) : null;
        if (absorbing != null) {
          absorbing.detectors.addAll(found.detectors());
        }
      }
      boolean publishedExemplar =
          published == chosen ? exemplar : nearest(line, published, newlyPublished) == null;
      if (!publishedExemplar) {
        publishedNearDuplicates++;
      } else if (published != chosen) {
        newlyPublished.add(window, remembered.size(), line);
      }
      if (exemplar || publishedExemplar) {
        remembered.add(line);
        int either =
            (exemplar ? ExemplarChunk.CHOSEN : 0)
                | (publishedExemplar ? ExemplarChunk.PUBLISHED : 0);
        rules.add((byte) either);
      }
    }

    private static Match nearest(
        EmbeddedLine line, NearDuplicateIndex earlier, NearDuplicateIndex now) {
      return Match.nearer(earlier.find(line).orElse(null), now.find(line).orElse(null));
    }

    /** Line {@code i} of the window's chunk; it shares the chunk's array. */
    EmbeddedLine remembered(int i, ExemplarChunk chunk) {
      return remembered.get(i).in(chunk.embeddings(), i * chunk.dimensions());
    }

    ExemplarChunk chunk() {
      int dimensions = remembered.isEmpty() ? 0 : remembered.get(0).dimensions();
      float[] packed = new float[remembered.size() * dimensions];
      byte[] packedRules = new byte[remembered.size()];
      for (int i = 0; i < remembered.size(); i++) {
        EmbeddedLine line = remembered.get(i);
        System.arraycopy(line.vectors(), line.offset(), packed, i * dimensions, dimensions);
        packedRules[i] = rules.get(i);
      }
      return new ExemplarChunk(
          remembered.stream().map(EmbeddedLine::commandLine).toList(), packed, packedRules);
    }
  }
}
