package dev.longtail.training.dataset;

import dev.longtail.training.data.Label;
import java.util.Map;

/**
 * Lines by their label.
 *
 * @param benign harmless ones
 * @param malicious attacks
 */
record LabelCounts(long benign, long malicious) {
  static final LabelCounts NONE = new LabelCounts(0, 0);

  /** One more. */
  LabelCounts plus(Label label) {
    return label == Label.BENIGN
        ? new LabelCounts(benign + 1, malicious)
        : new LabelCounts(benign, malicious + 1);
  }

  /** All of them. */
  long all() {
    return benign + malicious;
  }

  /** Counts one more under {@code key}. */
  static <K> void add(Map<K, LabelCounts> counts, K key, Label label) {
    counts.put(key, counts.getOrDefault(key, NONE).plus(label));
  }
}
