package dev.longtail.job.config;

import java.io.Serializable;

/**
 * The classifier that must agree with a benign verdict.
 *
 * @param location folder of the model, on this machine or another file system; empty: none
 * @param limit a line with this score, or a higher one, is kept out; above 0, at most 1
 */
public record ClassifierOptions(String location, double limit) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No classifier has to agree. */
  public static final ClassifierOptions NONE = new ClassifierOptions("", 0.9);

  /** Whether a classifier has to agree. */
  public boolean any() {
    return !location.isEmpty();
  }
}
