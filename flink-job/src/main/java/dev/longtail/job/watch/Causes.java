package dev.longtail.job.watch;

/** Finds the sentence in a stack trace. */
public final class Causes {
  private static final String CAUSE = "Caused by: ";
  private static final int LONGEST = 300;

  private Causes() {}

  /**
   * Whether a savepoint failed because the job is only just starting, or starting again: then it
   * can be tried again.
   */
  public static boolean isStarting(String cause) {
    return cause.contains("Not all required tasks are currently running");
  }

  /** The last cause of a printed stack trace, in one line, without the name of its class. */
  public static String last(String trace) {
    String last = trace.lines().findFirst().orElse("");
    for (String line : trace.lines().toList()) {
      if (line.strip().startsWith(CAUSE)) {
        last = line.strip().substring(CAUSE.length());
      }
    }
    String sentence = last.replaceFirst("^([a-zA-Z_$][\\w$]*\\.)+[\\w$]+: (?=.)", "");
    return sentence.length() <= LONGEST ? sentence : sentence.substring(0, LONGEST) + "...";
  }

  /** The last cause of {@code failure}, in one line. */
  public static String last(Throwable failure) {
    Throwable last = failure;
    while (last.getCause() != null && last.getCause() != last) {
      last = last.getCause();
    }
    return last(last.getMessage() == null ? last.toString() : last.getMessage());
  }
}
