package dev.longtail.udfs.text;

/** Numbers with a noun in the singular or plural. */
public final class Counted {
  private Counted() {}

  /** {@code 1 window}, {@code 2,000 windows}. */
  public static String of(long count, String one) {
    return of(count, one, one + 's');
  }

  /** {@code 1 anomaly}, {@code 2 anomalies}. Either text may be longer than a noun. */
  public static String of(long count, String one, String more) {
    return "%,d %s".formatted(count, noun(count, one, more));
  }

  /** The noun without the number. */
  public static String noun(long count, String one, String more) {
    return count == 1 ? one : more;
  }
}
