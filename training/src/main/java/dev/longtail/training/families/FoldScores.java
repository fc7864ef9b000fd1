package dev.longtail.training.families;

import dev.longtail.training.evasion.EvasionResult;
import dev.longtail.training.metrics.Sampled;
import java.util.List;

/**
 * What one design, trained on one training set with one seed, does in one fold.
 *
 * @param measures every measure, by ordinal
 * @param evasion what rewriting the fold's attacks does
 */
record FoldScores(List<Sampled> measures, List<EvasionResult> evasion) {}
