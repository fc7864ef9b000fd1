package dev.longtail.udfs.event;

import java.util.Locale;

/**
 * What becomes of a process start that Windows' security log and Sysmon both tell: of the security
 * log's record, which knows less. Sysmon's is always kept.
 */
public enum Twins {
  /** Both are kept, and the twins are counted. */
  COUNT,
  /** Sysmon's is kept, and the security log's is left out and counted. */
  ONCE,
  /** Both are kept, and nobody looks for twins. */
  OFF;

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
