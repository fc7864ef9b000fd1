package dev.longtail.training.evaluation;

import java.util.List;

/**
 * A training with a part of the mined lines.
 *
 * @param amount days of anomalies, or labels asked for
 * @param added lines added to the base
 * @param incidentAuc area under the ROC curve on the incident set
 * @param incidentAucCi its 95 % interval over lines
 */
public record PointOfCurve(int amount, int added, double incidentAuc, List<Double> incidentAucCi) {}
