package dev.longtail.job.graph;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.labeler.admission.AdmissionLimits;
import dev.longtail.labeler.rules.UserRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The limits of admission over the written results of a job, outside of the job: the same decisions
 * as the job's, because they depend on exemplars and near-duplicates alone.
 */
public final class ScreenedExemplars {
  private final AdmissionScreen screen;
  private final TreeMap<Long, List<AdmissionInput>> windows = new TreeMap<>();

  /** Of nothing yet. */
  public ScreenedExemplars(AdmissionLimits limits, UserRules rules) {
    screen = new AdmissionScreen(limits, rules);
  }

  /** Adds an exemplar, whether it has a verdict or not. */
  public void exemplar(Exemplar exemplar) {
    add(AdmissionInput.of(exemplar));
  }

  /**
   * Adds a record of {@link Output#NEAR_DUPLICATES}. One of an earlier release does not say where
   * it was seen and counts for nothing.
   */
  public void nearDuplicate(JsonNode record, String where) {
    if (record.path("source").isObject() && record.path("of").isTextual()) {
      add(new AdmissionInput(ExemplarLabels.read(record, where), record.get("of").textValue()));
    }
  }

  void add(AdmissionInput input) {
    windows.computeIfAbsent(input.line().window(), window -> new ArrayList<>()).add(input);
  }

  /** The reasons of the exemplars that are kept out, by id. Call it once. */
  public Map<String, String> refusals() {
    Map<String, String> refusals = new HashMap<>();
    windows.forEach(
        (window, inputs) -> {
          add(screen.expire(window), refusals);
          add(screen.close(window, inputs).refused(), refusals);
        });
    add(screen.expire(Long.MAX_VALUE), refusals);
    return refusals;
  }

  private static void add(List<AdmissionScreen.Refused> refused, Map<String, String> refusals) {
    refused.forEach(each -> refusals.put(each.exemplar().id(), each.reason()));
  }
}
