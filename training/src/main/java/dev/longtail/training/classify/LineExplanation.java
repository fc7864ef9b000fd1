package dev.longtail.training.classify;

import java.util.List;

/**
 * Why a model gave a line its score. All amounts are log-odds: they add up, and +0.7 doubles the
 * odds of an attack. A positive amount speaks for an attack.
 *
 * @param score the score, as the classifier gives it
 * @param logOdds ln(score / (1 − score)), the sum of {@code parts}
 * @param command the command of the line whose text decided; empty if the whole line did. The
 *     features of kind {@code text} are of it
 * @param parts what each part of the model adds, in the model's order
 * @param features the strongest features, by their absolute amount, descending
 * @param nearestMalicious the nearest malicious training lines, the nearest first; none if the
 *     model has no embeddings and keeps no lines
 * @param nearestBenign the same of benign ones
 */
public record LineExplanation(
    double score,
    double logOdds,
    String command,
    List<Share> parts,
    List<Feature> features,
    List<Near> nearestMalicious,
    List<Near> nearestBenign) {

  /**
   * What one part adds.
   *
   * @param part {@code prior} (what the model says of a line of which it knows nothing), {@code
   *     text}, {@code marks}, {@code trees}, {@code neighbours}, {@code ridge}, or {@code ceiling}
   *     (what is cut off because embeddings may add only so much; never positive)
   * @param logOdds its amount
   */
  public record Share(String part, double logOdds) {}

  /**
   * What one feature adds, over all parts that use it. Where a part or its marks are cut off at a
   * ceiling, features may add up to more than the part.
   *
   * @param kind {@code text} (a word of the line with the signs before it: all n-grams in it),
   *     {@code mark} (an attack mark), {@code expert} (an expert feature), {@code embedding} (all
   *     that the trees read from the embedding)
   * @param name the word, the mark's id or the feature's name
   * @param logOdds its amount
   */
  public record Feature(String kind, String name, double logOdds) {}

  /**
   * A training line nearby.
   *
   * @param cosine of the embeddings; for a model without embeddings, of the counts of n-grams
   * @param line the line; its text is empty if the model keeps none
   */
  public record Near(double cosine, ModelLine line) {}

  public LineExplanation {
    parts = List.copyOf(parts);
    features = List.copyOf(features);
    nearestMalicious = List.copyOf(nearestMalicious);
    nearestBenign = List.copyOf(nearestBenign);
  }
}
