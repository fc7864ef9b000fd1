package dev.longtail.job.config;

import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.udfs.embedding.StoredModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The option values that a job's state depends on. State kept under another fingerprint would be
 * read without an error but would mean something else. Windows are kept by their start, unique
 * commands and models by shard, exemplars with their embeddings and by the near-duplicate rule that
 * chose them. An open window of one scale lacks the state that the other scale needs. State with
 * lines as they were observed holds what a job that redacts them must not.
 *
 * <p>The lists of rules are not among them. The site's own rules are vetoes and marks, which read
 * lines and leave no state. The built-in lists decide templates and shapes; those of stored
 * exemplars are computed anew at each restore, so a release may change them.
 *
 * <p>The values are the values in effect, defaults included. So the fingerprint also changes if a
 * release changes a default. Names are those of {@link Catalogue}.
 *
 * @param version of this form
 * @param values of the options that bind state, by name
 */
public record Fingerprint(int version, NavigableMap<String, String> values) {
  /** The form that this version writes. */
  public static final int VERSION = 1;

  private static final String PREFIX = "v";

  /** Copies the values. */
  public Fingerprint {
    values = Collections.unmodifiableNavigableMap(new TreeMap<>(values));
  }

  /** The fingerprint of a job that computes {@code topology}. */
  public static Fingerprint of(TopologyOptions topology) {
    NavigableMap<String, String> values = new TreeMap<>();
    values.put(
        Catalogue.WINDOW.name(), Duration.ofMillis(topology.events().windows().size()).toString());
    values.put(Catalogue.SHARDS.name(), Integer.toString(topology.ranking().shards()));
    values.put(Catalogue.SCALE.name(), topology.ranking().scales().toString());
    NearDuplicateRule rule = topology.nearDuplicates().rule();
    values.put(
        Catalogue.NEAR_DUPLICATES.name(),
        (rule.sameShape() ? NearDuplicateRule.Kind.SHAPES : NearDuplicateRule.Kind.PUBLISHED)
            .toString());
    values.put(Catalogue.THRESHOLD.name(), Double.toString(rule.cosine()));
    values.put(
        Catalogue.EMBEDDING_MODEL.name(),
        StoredModel.identityOf(topology.nearDuplicates().model()));
    if (topology.events().raw() != Catalogue.RAW.fallback()) {
      // States of earlier releases do not say it: the default is left out.
      values.put(Catalogue.RAW.name(), topology.events().raw().toString());
    }
    return new Fingerprint(VERSION, values);
  }

  /**
   * Reads a text that {@link #text} wrote.
   *
   * @throws IllegalArgumentException if it is no fingerprint
   */
  public static Fingerprint parse(String text) {
    NavigableMap<String, String> values = new TreeMap<>();
    List<String> parts = List.of(text.split("\n", -1));
    for (String part : parts.subList(1, parts.size())) {
      int sign = part.indexOf('=');
      if (sign < 1) {
        throw new IllegalArgumentException("no fingerprint: " + part);
      }
      values.put(part.substring(0, sign), part.substring(sign + 1));
    }
    if (!parts.get(0).matches(PREFIX + "[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException("no fingerprint: " + parts.get(0));
    }
    return new Fingerprint(Integer.parseInt(parts.get(0).substring(PREFIX.length())), values);
  }

  /** The version, then one line {@code name=value} per option, sorted by name. */
  public String text() {
    return PREFIX
        + version
        + values.entrySet().stream()
            .map(each -> "\n" + each.getKey() + "=" + each.getValue().replace('\n', ' '))
            .collect(Collectors.joining());
  }

  /**
   * The differences between this and {@code kept}, one sentence each; empty if this job can read
   * the state of {@code kept}.
   */
  public List<String> differencesFrom(Fingerprint kept) {
    List<String> differences = new ArrayList<>();
    NavigableMap<String, String> all = new TreeMap<>(values);
    kept.values.forEach(all::putIfAbsent);
    for (String name : all.keySet()) {
      String then = kept.values.getOrDefault(name, ifMissing(name));
      String now = values.getOrDefault(name, ifMissing(name));
      if (!then.equals(now)) {
        differences.add("%s was %s when the state was kept, and is %s".formatted(name, then, now));
      }
    }
    return differences;
  }

  private static String ifMissing(String name) {
    return name.equals(Catalogue.RAW.name()) ? Catalogue.RAW.fallback().toString() : "not known";
  }

  /**
   * Why this job must not go on from the state of {@code kept}, in a sentence for the user; empty
   * if it can.
   */
  public Optional<String> refusalOf(Fingerprint kept) {
    List<String> differences = differencesFrom(kept);
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join("; ", differences)
                + ". The state would mean something else: set it back, or leave the state behind"
                + " and begin the open window anew with --restore none --fresh"
                + " (docs/operations/upgrade.md says what may change)");
  }

  @Override
  public String toString() {
    return text().replace('\n', ' ');
  }
}
