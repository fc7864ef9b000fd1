package dev.longtail.training.dataset;

import java.util.List;
import java.util.Map;

/**
 * Data sets that are not written yet.
 *
 * @param rows the rows of each set, by its name, sorted by line
 * @param card of all of them
 */
record DataSets(Map<String, List<DataSetRow>> rows, DataSetCard card) {
  /** The regex baseline. */
  static final String RB = "rb";

  /** The aggregated baseline. */
  static final String AB = "ab";
}
