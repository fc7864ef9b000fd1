package dev.longtail.job.graph;

/**
 * The uids of all operators. Flink finds the state in a savepoint by them. Never change a uid, and
 * never use the uid of a removed operator again.
 */
final class Uids {
  static final String SOURCE = "source";
  static final String ROUTE = "route";
  static final String JOIN_AUDIT = "join-audit";
  static final String TWINS = "twins";
  static final String DETECT_FULL = "detect-full";
  static final String EMBED_SAMPLE = "embed-sample";
  static final String COUNT_SAMPLE = "count-embedded-sample";
  static final String DETECT_REDUCED = "detect-reduced";
  static final String RANK_REDUCED = "rank-reduced";
  static final String DRIFT = "drift";
  static final String RANK = "rank";
  static final String EMBED_ANOMALIES = "embed-anomalies";
  static final String COUNT_ANOMALIES = "count-embedded-anomalies";
  static final String EARLIER_SOURCE = "earlier-exemplars-source";
  static final String PARSE_EARLIER = "parse-earlier-exemplars";
  static final String TIMES_OF_EARLIER = "times-of-earlier-exemplars";
  static final String EMBED_EARLIER = "embed-earlier-exemplars";
  static final String EARLIER_EXEMPLARS = "earlier-exemplars";
  static final String REGISTRY = "registry";
  static final String CONTROL_SAMPLE = "control-sample";
  static final String CONTROL_EXEMPLARS = "control-exemplars";
  static final String CONTROL = "control";
  static final String NEAR_DUPLICATES_OF_FULL_SCALE = "near-duplicates-of-full-scale";
  static final String NEAR_DUPLICATES_TO_LABEL = "near-duplicates-to-label";
  static final String ADMISSION_EXEMPLARS = "admission-exemplars";
  static final String ADMISSION_NEAR_DUPLICATES = "admission-near-duplicates";
  static final String SCREEN = "screen";
  static final String LABEL = "label";
  static final String ADMIT = "admit";
  static final String ADMITTED = "admitted";
  static final String QUARANTINED = "quarantined";
  static final String MODEL_NEWS = "model-news";
  static final String WATCH_MODEL = "watch-model";
  static final String CHOOSE_MODEL = "choose-model";
  static final String SCORE = "score";
  static final String ALERT = "alert";
  static final String EXPLAIN_DETECTIONS = "explain-detections";
  static final String CHOOSE_MODEL_FOR_VALUE = "choose-model-for-value";
  static final String CANDIDATES = "value-candidates";
  static final String VALUE = "value";
  static final String INTERLEAVE = "interleave";
  static final String EXPLAIN_DOUBTS = "explain-doubts";

  private Uids() {}

  /**
   * The uid of a source in the place of {@code uid}'s, which takes no state of that one: of its
   * positions, whose form is another.
   */
  static String inPlaceOf(String uid) {
    return "new-" + uid;
  }

  static String request(LabelRequest.Arm arm) {
    return "request-" + arm.label();
  }

  static String json(Output output) {
    return "json-" + output.folder();
  }

  static String sink(Output output) {
    return "sink-" + output.folder();
  }
}
