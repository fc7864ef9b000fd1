package dev.longtail.training.families;

import dev.longtail.training.families.LeftOutTable.Side;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The scores with one population: of each training set and design, in each fold, by each seed. */
final class ScoreBook {
  private final Map<Side, Map<String, List<FoldScores>>> scores = new LinkedHashMap<>();

  /** Adds the scores of a further seed. */
  void add(Side side, String fold, FoldScores seed) {
    scores
        .computeIfAbsent(side, s -> new LinkedHashMap<>())
        .computeIfAbsent(fold, f -> new ArrayList<>())
        .add(seed);
  }

  /** Every training set and design, in the order of their first scores. */
  List<Side> sides() {
    return List.copyOf(scores.keySet());
  }

  /** Training sets, in the order of their first scores. */
  List<String> trainingSets() {
    return scores.keySet().stream().map(Side::trainingSet).distinct().toList();
  }

  /** Designs, the product's own first. */
  List<String> designs() {
    return scores.keySet().stream().map(Side::design).distinct().toList();
  }

  /** The scores of {@code side}: by fold, a list of its seeds. */
  Map<String, List<FoldScores>> of(Side side) {
    return scores.get(side);
  }
}
