package dev.longtail.training.generate;

/**
 * A record of the label files.
 *
 * @param cmd the command line
 * @param label {@link #BENIGN} or {@link #MALICIOUS}
 * @param family the shape it was made of
 * @param os {@code windows}, {@code linux} or {@code macos}
 */
record LabelledLine(String cmd, String label, String family, String os) {
  static final String BENIGN = "benign";
  static final String MALICIOUS = "malicious";

  LabelledLine {
    if (!label.equals(BENIGN) && !label.equals(MALICIOUS)) {
      throw new IllegalArgumentException("no such label: " + label);
    }
  }

  boolean isMalicious() {
    return label.equals(MALICIOUS);
  }
}
