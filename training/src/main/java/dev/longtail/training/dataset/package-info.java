/**
 * Training sets out of telemetry, rules and labelled sources: RB and AB, with the provenance of
 * each row, guards against leakage and a card. It may use {@code parquet}, {@code review} and
 * {@code data}.
 */
package dev.longtail.training.dataset;
