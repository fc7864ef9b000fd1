package dev.longtail.training.review;

import java.time.Instant;

/**
 * One analyst's decision on one line.
 *
 * @param item id of the line
 * @param opinion what the analyst says
 * @param reviewer who it is
 * @param at when it was decided
 * @param verdictShown whether the judge's verdict was shown before
 */
public record Review(
    String item, Opinion opinion, String reviewer, Instant at, boolean verdictShown) {}
