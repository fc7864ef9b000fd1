package dev.longtail.detectors.duplicates;

/**
 * An anomaly that an earlier exemplar stands for.
 *
 * @param anomaly the anomaly, in the form it would have as an exemplar
 * @param of command line of the exemplar
 * @param cosine of the two embeddings; 1 where their templates are equal
 */
public record NearDuplicate(Exemplar anomaly, String of, double cosine) {}
