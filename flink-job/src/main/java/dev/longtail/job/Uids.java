package dev.longtail.job;

/**
 * The uids of all operators. State in a savepoint is found by them: never change one, and never use
 * that of a removed operator again.
 */
final class Uids {
  static final String SOURCE = "source";
  static final String ROUTE = "route";
  static final String DETECT_FULL = "detect-full";
  static final String EMBED_SAMPLE = "embed-sample";
  static final String DETECT_REDUCED = "detect-reduced";
  static final String RANK = "rank";
  static final String EMBED_ANOMALIES = "embed-anomalies";
  static final String KNOWN_SOURCE = "known-exemplars-source";
  static final String EMBED_KNOWN = "embed-known-exemplars";
  static final String KNOWN_EXEMPLARS = "known-exemplars";
  static final String REGISTRY = "registry";
  static final String CONTROL = "control";
  static final String LABEL = "label";
  static final String ADMIT = "admit";

  private Uids() {}

  static String json(Output output) {
    return "json-" + output.folder();
  }

  static String sink(Output output) {
    return "sink-" + output.folder();
  }
}
