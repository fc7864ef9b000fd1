package dev.longtail.job.config;

import java.util.Locale;

/** By what the commands of the full scale are chosen that will be labelled. */
public enum Selection {
  /** Those that are unlike the rest of their window. */
  ANOMALY,
  /** Those of which the present classifier is least sure. */
  VALUE,
  /** By turns of both, as many in all as of one. */
  BOTH;

  /** Whether anomalies are among them. */
  public boolean takesAnomalies() {
    return this != VALUE;
  }

  /** Whether the classifier's scores choose. */
  public boolean takesValue() {
    return this != ANOMALY;
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
