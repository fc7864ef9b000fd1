package dev.longtail.training.classify;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How a model was made. No field depends on the time or the machine, so equal data give equal
 * files.
 *
 * @param format version of the model folder's format
 * @param trainingSet name of the training set, e.g. {@code ab+full}
 * @param parts the parts whose scores it adds
 * @param features version of the columns
 * @param marks version of the attack marks
 * @param embedding name and digest of the embedding model ({@link LineVectors#model}); empty if no
 *     part needs one
 * @param dimensions components of an embedding; 0 if no part needs one
 * @param rows lines it was trained on
 * @param malicious malicious lines among them
 * @param added lines among them that came from the backfill
 * @param rowsDigest hash of the training rows, labels and operating systems included
 * @param settings what was chosen
 * @param earlyStopping why there are fewer trees than in {@code settings}; null if the days of too
 *     few lines are known, or if no part has trees
 * @param calibration how sums become probabilities
 * @param reliability the probabilities of training lines by models that had not seen them
 */
public record ModelFacts(
    int format,
    String trainingSet,
    List<String> parts,
    String features,
    String marks,
    String embedding,
    int dimensions,
    int rows,
    int malicious,
    int added,
    String rowsDigest,
    ModelSettings settings,
    EarlyStopping earlyStopping,
    PlattScaling calibration,
    List<Reliability> reliability) {

  public ModelFacts {
    requireNonNull(trainingSet, "trainingSet");
    requireNonNull(features, "features");
    requireNonNull(marks, "marks");
    requireNonNull(embedding, "embedding");
    requireNonNull(rowsDigest, "rowsDigest");
    requireNonNull(settings, "settings");
    requireNonNull(calibration, "calibration");
    parts = List.copyOf(parts);
    reliability = List.copyOf(reliability);
  }
}
