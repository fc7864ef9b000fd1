package dev.longtail.training.evaluation;

import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.metrics.Auc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A part of a test set. The part of a family is compared with all lines of the other class, because
 * a family has one class; other parts with their own lines.
 *
 * @param by {@code os}, {@code family} or {@code length}
 * @param name the system, the family, or the range of characters
 * @param malicious attacks in the part
 * @param benign benign lines in the part
 * @param auc area under the ROC curve; null if the part lacks a class
 * @param aucCi its 95 % confidence interval (DeLong 1988); null with it
 * @param recall share of its attacks above the threshold that one benign line in a hundred of the
 *     whole set passes; null without attacks
 * @param fpr share of its benign lines above this threshold; null without benign lines
 */
public record Slice(
    String by,
    String name,
    int malicious,
    int benign,
    Double auc,
    List<Double> aucCi,
    Double recall,
    Double fpr) {
  /** A smaller part says nothing. */
  private static final int FEWEST = 20;

  private static final double RATE = 0.01;

  /** Ends of the ranges of lengths, in characters. */
  private static final int[] LENGTHS = {32, 128, 512};

  static List<Slice> of(List<LabelledCommand> rows, double[] scores) {
    Slicer slicer = new Slicer(rows, scores);
    List<Slice> slices = new ArrayList<>();
    slices.addAll(slicer.by("os", row -> row.origin().os()));
    slices.addAll(slicer.by("family", row -> row.origin().family()));
    slices.addAll(slicer.by("length", row -> range(row.cmd().length())));
    return slices;
  }

  /** The ranges sort as their numbers do, thanks to the blanks in front. */
  private static String range(int length) {
    int from = 0;
    for (int end : LENGTHS) {
      if (length < end) {
        return "%3d to %d".formatted(from, end - 1);
      }
      from = end;
    }
    return "%3d and more".formatted(from);
  }

  private static final class Slicer {
    private final List<LabelledCommand> rows;
    private final double[] scores;
    private final double threshold;

    Slicer(List<LabelledCommand> rows, double[] scores) {
      this.rows = rows;
      this.scores = scores;
      double[] benign =
          IntStream.range(0, scores.length)
              .filter(i -> !rows.get(i).isMalicious())
              .mapToDouble(i -> scores[i])
              .sorted()
              .toArray();
      // Alerts are above it, so ties with it are none.
      threshold = benign[benign.length - 1 - (int) Math.floor(RATE * benign.length)];
    }

    List<Slice> by(String by, Function<LabelledCommand, String> key) {
      Map<String, List<Integer>> parts = new TreeMap<>();
      for (int i = 0; i < scores.length; i++) {
        parts.computeIfAbsent(key.apply(rows.get(i)), k -> new ArrayList<>()).add(i);
      }
      List<Slice> slices = new ArrayList<>();
      parts.forEach(
          (name, part) -> {
            if (!name.isBlank() && part.size() >= FEWEST) {
              slices.add(slice(by, name.strip(), part));
            }
          });
      return slices;
    }

    private Slice slice(String by, String name, List<Integer> part) {
      int[] attacks = part.stream().filter(this::isMalicious).mapToInt(i -> i).toArray();
      int[] benign = part.stream().filter(i -> !isMalicious(i)).mapToInt(i -> i).toArray();
      int[] comparedAttacks = attacks;
      int[] comparedBenign = benign;
      if (by.equals("family") && benign.length == 0) {
        comparedBenign = IntStream.range(0, scores.length).filter(i -> !isMalicious(i)).toArray();
      } else if (by.equals("family") && attacks.length == 0) {
        comparedAttacks = IntStream.range(0, scores.length).filter(this::isMalicious).toArray();
      }
      Auc auc =
          comparedAttacks.length == 0 || comparedBenign.length == 0
              ? null
              : auc(comparedAttacks, comparedBenign);
      return new Slice(
          by,
          name,
          attacks.length,
          benign.length,
          auc == null ? null : Estimate.round(auc.value()),
          auc == null
              ? null
              : List.of(
                  Estimate.round(auc.interval().low()), Estimate.round(auc.interval().high())),
          shareAbove(attacks),
          shareAbove(benign));
    }

    private boolean isMalicious(int line) {
      return rows.get(line).isMalicious();
    }

    private Auc auc(int[] attacks, int[] benign) {
      double[] of = new double[attacks.length + benign.length];
      boolean[] malicious = new boolean[of.length];
      for (int i = 0; i < of.length; i++) {
        malicious[i] = i < attacks.length;
        of[i] = scores[malicious[i] ? attacks[i] : benign[i - attacks.length]];
      }
      return Auc.of(of, malicious);
    }

    private Double shareAbove(int[] lines) {
      return lines.length == 0
          ? null
          : Estimate.round(
              Arrays.stream(lines).filter(i -> scores[i] > threshold).count()
                  / (double) lines.length);
    }
  }
}
