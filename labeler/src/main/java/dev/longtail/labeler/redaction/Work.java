package dev.longtail.labeler.redaction;

/**
 * Counts the characters that are looked at for one command line. Lines that need more than a fixed
 * number were made to need them, so nothing of them is shown. The count, unlike a time, is the same
 * on every machine.
 */
final class Work {
  /** No line of telemetry comes near: one of 8,000 characters needs about 200,000. */
  static final long MOST = 1_500_000;

  /** What a value costs that may be a secret. No line has hundreds of them. */
  private static final long OF_A_VALUE = 1_000;

  private long done;
  private int decoded;

  /** The line needs more work than any line is worth. */
  static final class Exceeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exceeded() {
      super("too much work", null, false, false);
    }
  }

  /** So many more characters are looked at. */
  void add(long characters) {
    done += characters;
    if (done > MOST) {
      throw new Exceeded();
    }
  }

  /** An exception, for throwing: the line is not worth more work. */
  static Exceeded refusal() {
    return new Exceeded();
  }

  /** A value is looked at that may be a secret. */
  void value() {
    add(OF_A_VALUE);
  }

  /** Another payload is decoded. */
  void decoded(int characters) {
    decoded++;
    add(characters);
  }

  /** Characters looked at so far. */
  long done() {
    return done;
  }

  /** Payloads decoded so far. */
  int payloads() {
    return decoded;
  }
}
