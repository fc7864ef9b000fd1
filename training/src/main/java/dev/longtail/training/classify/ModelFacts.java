package dev.longtail.training.classify;

import static java.util.Objects.requireNonNull;

/**
 * How a model was made. No field depends on the time or the machine, so equal data give equal
 * files.
 *
 * @param format version of the model folder's format
 * @param trainingSet name of the training set, e.g. {@code ab+full}
 * @param features version of the columns ({@link CommandVectorizer})
 * @param rows lines it was trained on
 * @param malicious malicious lines among them
 * @param added lines among them that came from the backfill
 * @param rowsDigest hash of the training rows, labels included
 * @param boosting how the trees were grown
 */
public record ModelFacts(
    int format,
    String trainingSet,
    String features,
    int rows,
    int malicious,
    int added,
    String rowsDigest,
    BoostingSettings boosting) {
  public ModelFacts {
    requireNonNull(trainingSet, "trainingSet");
    requireNonNull(features, "features");
    requireNonNull(rowsDigest, "rowsDigest");
    requireNonNull(boosting, "boosting");
  }
}
