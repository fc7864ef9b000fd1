package dev.longtail.training.evaluation;

import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.metrics.Ranking;
import dev.longtail.training.metrics.Resampling;
import dev.longtail.training.metrics.Sampled;
import dev.longtail.udfs.text.CommandHash;
import java.util.List;
import java.util.Optional;

/**
 * A test set and how it is drawn again for intervals: by lines, and by source families where every
 * line has one. All classifiers of a set meet the same replicates, so that differences are paired.
 */
public final class TestLines {
  private final List<LabelledCommand> rows;
  private final boolean[] malicious;
  private final int replicates;
  private final Resampling lines;
  private final Optional<Resampling> families;

  private TestLines(LabelledSet set, int replicates, long seed) {
    rows = set.rows();
    malicious = Evaluation.malicious(rows);
    this.replicates = replicates;
    long own = CommandHash.mix(CommandHash.of(set.name()), seed);
    lines = Resampling.ofLines(malicious, own);
    families =
        Resampling.ofClusters(
            malicious, rows.stream().map(row -> row.origin().family()).toList(), own);
  }

  /**
   * The lines of {@code set}.
   *
   * @param replicates bootstrap replicates; 0 for none
   * @param seed of the replicates
   */
  public static TestLines of(LabelledSet set, int replicates, long seed) {
    return new TestLines(set, replicates, seed);
  }

  /** The lines. */
  List<LabelledCommand> rows() {
    return rows;
  }

  /** Whether each line is an attack; nobody writes to it. */
  boolean[] malicious() {
    return malicious;
  }

  /** The score of each line. */
  public double[] scores(CommandClassifier classifier) {
    return rows.stream().mapToDouble(row -> classifier.score(row.cmd())).toArray();
  }

  /** Every measure of {@code classifier} with its replicates. */
  public List<Sampled> measures(CommandClassifier classifier) {
    return measures(scores(classifier));
  }

  /** Every measure of the scores that {@link #scores} gave, with its replicates. */
  public List<Sampled> measures(double[] scores) {
    return replicates == 0
        ? List.of()
        : Sampled.of(Ranking.of(scores, malicious), replicates, lines, families);
  }
}
