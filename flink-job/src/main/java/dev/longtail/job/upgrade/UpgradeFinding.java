package dev.longtail.job.upgrade;

/**
 * One thing that an upgrade meets.
 *
 * @param kind what it means for the start
 * @param subject the option, operator or form
 * @param text what is so, and what to do, in whole sentences
 */
public record UpgradeFinding(Kind kind, String subject, String text) {
  /** What a finding means for the start. */
  public enum Kind {
    /** The start would be refused, or would not mean the same. */
    REFUSED("does not fit"),
    /** It fits, and somebody should know. */
    NOTE("note"),
    /** It was looked at and is as it was. */
    FITS("fits");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** For people. */
    public String word() {
      return word;
    }
  }

  static UpgradeFinding refused(String subject, String text) {
    return new UpgradeFinding(Kind.REFUSED, subject, text);
  }

  static UpgradeFinding note(String subject, String text) {
    return new UpgradeFinding(Kind.NOTE, subject, text);
  }

  static UpgradeFinding fits(String subject, String text) {
    return new UpgradeFinding(Kind.FITS, subject, text);
  }

  /** One line. */
  String line() {
    return "%-13s %s: %s".formatted(kind.word(), subject, text);
  }
}
