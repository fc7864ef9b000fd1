package dev.longtail.training.metrics;

import java.util.Locale;

/** A figure of how well a classifier ranks the lines of a test set. */
public enum Measure {
  /** Area under the ROC curve; ties count one half. */
  AUC("auc", Kind.AREA, Double.NaN),
  /** Average precision, without interpolation. It depends on the share of attacks in the set. */
  AVERAGE_PRECISION("average_precision", Kind.AREA, Double.NaN),
  /** Lowest false positive rate at which half of the attacks are alerted on. */
  FPR_AT_RECALL_50("fpr_at_recall_0.5", Kind.FPR_AT_RECALL, 0.5),
  /** The same for 80 % of the attacks. */
  FPR_AT_RECALL_80("fpr_at_recall_0.8", Kind.FPR_AT_RECALL, 0.8),
  /** The same for 90 % of the attacks. */
  FPR_AT_RECALL_90("fpr_at_recall_0.9", Kind.FPR_AT_RECALL, 0.9),
  /** Highest recall at which at most one benign line in a hundred is alerted on. */
  RECALL_AT_FPR_1E2("recall_at_fpr_0.01", Kind.RECALL_AT_FPR, 1e-2),
  /** The same for one benign line in a thousand. */
  RECALL_AT_FPR_1E3("recall_at_fpr_0.001", Kind.RECALL_AT_FPR, 1e-3),
  /** The same for one benign line in ten thousand. */
  RECALL_AT_FPR_1E4("recall_at_fpr_0.0001", Kind.RECALL_AT_FPR, 1e-4);

  /** How a measure is read off the curve. */
  enum Kind {
    AREA,
    FPR_AT_RECALL,
    RECALL_AT_FPR
  }

  /** Of {@code n} benign lines without a false positive, the rate is below 3 / n with 95 %. */
  private static final int RULE_OF_THREE = 3;

  private final String field;
  private final Kind kind;
  private final double at;

  Measure(String field, Kind kind, double at) {
    this.field = field;
    this.kind = kind;
    this.at = at;
  }

  /** Its name in JSON. */
  public String field() {
    return field;
  }

  /** Its name for a reader, e.g. {@code FPR at 80 % recall}. */
  public String title() {
    return switch (kind) {
      case AREA -> this == AUC ? "AUC" : "average precision";
      case FPR_AT_RECALL -> String.format(Locale.ROOT, "FPR at %.0f %% recall", 100 * at);
      case RECALL_AT_FPR -> "recall at FPR 1e-" + Math.round(-Math.log10(at));
    };
  }

  /**
   * Whether a set of {@code benign} benign lines can tell it. A false positive rate f is beyond a
   * set of fewer than 3 / f benign lines: even no false positive at all would not show with 95 %
   * confidence that the rate is no higher (J. A. Hanley and A. Lippman-Hand, <i>If nothing goes
   * wrong, is everything all right?</i>, JAMA 249 (1983)).
   */
  public boolean isKnownFrom(long benign) {
    return kind != Kind.RECALL_AT_FPR || benign * at >= RULE_OF_THREE - 1e-9;
  }

  Kind kind() {
    return kind;
  }

  /** The recall or the false positive rate at which it is read. */
  double at() {
    return at;
  }
}
