package dev.longtail.detectors.duplicates;

/**
 * An anomaly that is represented by an earlier exemplar.
 *
 * @param anomaly in the form of an exemplar
 * @param of the exemplar's command line
 * @param by the reason
 * @param cosine of the two embeddings; 1 where the templates are equal
 */
public record NearDuplicate(Exemplar anomaly, String of, MergedBy by, double cosine) {}
