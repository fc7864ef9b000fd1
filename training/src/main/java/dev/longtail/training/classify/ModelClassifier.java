package dev.longtail.training.classify;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Scores lines by a model, for one thread.
 *
 * <p>The score is the calibrated sum of two numbers: that of the parts that read the text, and that
 * of the parts that need an embedding, which is cut off at {@value #CEILING}. An embedding takes
 * milliseconds, all else microseconds. {@link #scoreFrom} therefore computes an embedding only if
 * the text's number and the ceiling together reach the threshold ({@link #mayReach}). Before that
 * it does the same with the attack marks, whose search is the slowest part of the text's number.
 *
 * <p>A bound is computed by the same operations in the same order as the sum, each of which grows
 * with its operands, rounding included. So no bound is ever below the sum.
 */
public final class ModelClassifier implements CommandClassifier {
  /**
   * The most that embeddings add. Embeddings alone convict no line that the other parts find
   * harmless. Chosen as the constants of {@link PartKind}.
   */
  static final double CEILING = 0.75;

  private final Map<PartKind, Part.TextScorer> onText = new EnumMap<>(PartKind.class);
  private final Map<PartKind, Part.EmbeddingScorer> onEmbedding = new EnumMap<>(PartKind.class);
  private final PlattScaling calibration;
  private final LineSources sources;

  ModelClassifier(Map<PartKind, Part> parts, PlattScaling calibration, LineSources sources) {
    parts.forEach(
        (kind, part) -> {
          if (part instanceof Part.OnText text) {
            onText.put(kind, text.scorer());
          } else if (part instanceof Part.OnEmbedding embedding) {
            onEmbedding.put(kind, embedding.scorer());
          }
        });
    this.calibration = calibration;
    this.sources = sources;
  }

  @Override
  public double score(String commandLine) {
    return calibration.probability(sum(commandLine));
  }

  /**
   * Whether the score may be {@code threshold} or more, as far as that can be said without an
   * embedding. Never false where it is.
   */
  public boolean mayReach(double threshold, String commandLine) {
    return mayReachWithAnyMarks(threshold, commandLine)
        && reaches(threshold, text(commandLine, sources.marks(commandLine)));
  }

  /** As {@link #mayReach}, without a search for marks. */
  boolean mayReachWithAnyMarks(double threshold, String commandLine) {
    return reaches(threshold, mostWithAnyMarks(commandLine));
  }

  private boolean reaches(double threshold, double text) {
    double ceiling = onEmbedding.isEmpty() ? 0 : CEILING;
    return calibration.probability(text + ceiling) >= threshold;
  }

  @Override
  public OptionalDouble scoreFrom(double threshold, String commandLine) {
    if (!mayReachWithAnyMarks(threshold, commandLine)) {
      return OptionalDouble.empty();
    }
    int[] marks = sources.marks(commandLine);
    double text = text(commandLine, marks);
    if (!reaches(threshold, text)) {
      return OptionalDouble.empty();
    }
    double score = calibration.probability(text + embedding(commandLine, marks));
    return score >= threshold ? OptionalDouble.of(score) : OptionalDouble.empty();
  }

  /**
   * What the two halves of the model say of a line: the parts that read its text, and those that
   * need its embedding. A model without embeddings has one half.
   */
  public HalfScores halves(String commandLine) {
    int[] marks = sources.marks(commandLine);
    double slope = calibration.slope();
    return new HalfScores(
        slope * text(commandLine, marks) + calibration.offset(),
        slope * embedding(commandLine, marks));
  }

  /**
   * The first half of {@link #halves} alone: no embedding is computed.
   *
   * @return log-odds
   */
  public double textLogOdds(String commandLine) {
    return calibration.slope() * text(commandLine, sources.marks(commandLine))
        + calibration.offset();
  }

  /** The sum of all parts. */
  double sum(String commandLine) {
    int[] marks = sources.marks(commandLine);
    return text(commandLine, marks) + embedding(commandLine, marks);
  }

  private double text(String commandLine, int[] marks) {
    double sum = 0;
    for (Map.Entry<PartKind, Part.TextScorer> part : onText.entrySet()) {
      sum += part.getKey().factor() * part.getValue().score(commandLine, marks);
    }
    return sum;
  }

  private double mostWithAnyMarks(String commandLine) {
    double sum = 0;
    for (Map.Entry<PartKind, Part.TextScorer> part : onText.entrySet()) {
      sum += part.getKey().factor() * part.getValue().mostWithAnyMarks(commandLine);
    }
    return sum;
  }

  private double embedding(String commandLine, int[] marks) {
    if (onEmbedding.isEmpty()) {
      return 0;
    }
    float[] vector = sources.vector(commandLine);
    double sum = 0;
    for (Map.Entry<PartKind, Part.EmbeddingScorer> part : onEmbedding.entrySet()) {
      sum += part.getKey().factor() * part.getValue().score(commandLine, marks, vector);
    }
    return Math.min(sum, CEILING);
  }

  /** As {@link #sum}; tells {@code reasons} what makes it, in log-odds. */
  double explain(String commandLine, ScoreReasons reasons) {
    double sum = sum(commandLine);
    int[] marks = sources.marks(commandLine);
    double slope = calibration.slope();
    reasons.prior(calibration.offset());
    onText.forEach(
        (kind, part) -> part.explain(commandLine, marks, slope * kind.factor(), reasons));
    if (!onEmbedding.isEmpty()) {
      float[] vector = sources.vector(commandLine);
      double uncut = 0;
      for (Map.Entry<PartKind, Part.EmbeddingScorer> part : onEmbedding.entrySet()) {
        double factor = part.getKey().factor();
        uncut += factor * part.getValue().score(commandLine, marks, vector);
        part.getValue().explain(commandLine, marks, vector, slope * factor, reasons);
      }
      if (uncut > CEILING) {
        reasons.part("ceiling", slope * (CEILING - uncut));
      }
    }
    return sum;
  }
}
