package dev.longtail.training.classify;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A training line as a model keeps it: the text, and where it came from as far as that is known.
 * Texts that are unknown are empty, and left out of JSON.
 *
 * @param cmd the command line
 * @param malicious its label
 * @param set the base set it was in, e.g. {@code ab}; empty for a mined line
 * @param os operating system
 * @param family source family
 * @param window detector window of a mined line, e.g. {@code 2025-01-05}
 * @param scale its scale, {@code full} or {@code reduced}
 * @param detectors that ranked it among their anomalies
 * @param exemplar id of the exemplar
 * @param judge the model that labelled it
 * @param promptVersion of the question
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ModelLine(
    String cmd,
    boolean malicious,
    String set,
    String os,
    String family,
    String window,
    String scale,
    List<String> detectors,
    String exemplar,
    String judge,
    String promptVersion) {

  /** Whatever a record in a file lacks is empty. */
  public ModelLine {
    cmd = text(cmd);
    set = text(set);
    os = text(os);
    family = text(family);
    window = text(window);
    scale = text(scale);
    detectors = detectors == null ? List.of() : List.copyOf(detectors);
    exemplar = text(exemplar);
    judge = text(judge);
    promptVersion = text(promptVersion);
  }

  /** A line of which a model without texts knows the label alone. */
  static ModelLine untold(boolean malicious) {
    return new ModelLine(null, malicious, null, null, null, null, null, null, null, null, null);
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }

  /** The same line with another text, e.g. a part of it. */
  public ModelLine withText(String text) {
    return new ModelLine(
        text, malicious, set, os, family, window, scale, detectors, exemplar, judge, promptVersion);
  }

  /** Whether it was mined from telemetry. */
  public boolean wasMined() {
    return !window.isEmpty();
  }
}
