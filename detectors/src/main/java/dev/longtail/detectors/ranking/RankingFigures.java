package dev.longtail.detectors.ranking;

/**
 * What a ranking tells of itself, for metrics. It is no part of the ranking's result, which depends
 * on the events alone.
 *
 * @param detector name of the detector
 * @param fitNanos time to fit its model
 * @param scores of all lines that it ranked
 */
public record RankingFigures(String detector, long fitNanos, ScoreQuantiles scores) {}
