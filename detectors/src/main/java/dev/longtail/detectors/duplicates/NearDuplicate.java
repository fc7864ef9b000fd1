package dev.longtail.detectors.duplicates;

/**
 * An anomaly that an earlier exemplar stands for.
 *
 * @param anomaly in the form of an exemplar
 * @param of the exemplar's command line
 * @param by what decided
 * @param cosine of the two embeddings; 1 where the templates are equal
 */
public record NearDuplicate(Exemplar anomaly, String of, MergedBy by, double cosine) {}
