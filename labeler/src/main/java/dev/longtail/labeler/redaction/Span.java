package dev.longtail.labeler.redaction;

/**
 * A piece of a command line that is to be replaced.
 *
 * @param start where it begins
 * @param end where it ends
 * @param kind the name in its placeholder
 */
record Span(int start, int end, String kind) {
  /** What stands in its place. */
  String placeholder() {
    return "<secret:" + kind + ">";
  }
}
