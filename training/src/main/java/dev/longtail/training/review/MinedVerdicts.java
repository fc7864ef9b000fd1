package dev.longtail.training.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.JsonLines.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The verdicts in the output folder of a backfill, a stream or the demo: the population that a
 * sample is drawn from. What {@code exemplars/} and {@code training-data/} say of a line is its
 * context.
 */
public final class MinedVerdicts {
  private static final Set<String> VERDICTS =
      Collections.unmodifiableSet(new LinkedHashSet<>(List.of("BENIGN", "MALICIOUS", "ABSTAINED")));

  private final Map<String, Verdict> verdicts = new TreeMap<>();
  private final Map<String, JsonNode> contexts = new HashMap<>();
  private long repeated;

  private MinedVerdicts() {}

  /**
   * The lines of a folder, sorted by id.
   *
   * @param lines every line with a verdict
   * @param repeated records that came twice, as a stream may write them after a failure
   */
  public record Read(List<JudgedLine> lines, long repeated) {
    public Read {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Reads {@code folder}, or its folder {@code mined}, if that is the demo's.
   *
   * @throws InputException naming file, line and field if a record cannot be used; or if there are
   *     no verdicts
   */
  public static Read read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + ": there is no such folder; name what a backfill wrote");
    }
    Path mined =
        !Files.isDirectory(folder.resolve("verdicts"))
                && Files.isDirectory(folder.resolve("mined").resolve("verdicts"))
            ? folder.resolve("mined")
            : folder;
    if (!holdsRecords(mined.resolve("verdicts"))) {
      throw new InputException(
          "%s: no verdicts in %s; name the output folder of a backfill that was labelled"
              .formatted(folder, mined.resolve("verdicts")));
    }
    MinedVerdicts reader = new MinedVerdicts();
    JsonLines.forEach(mined.resolve("verdicts"), reader::verdict);
    // Training data first: an exemplar's own record says no less.
    for (String output : List.of("training-data", "exemplars")) {
      if (holdsRecords(mined.resolve(output))) {
        JsonLines.forEach(mined.resolve(output), reader::context);
      }
    }
    return new Read(reader.lines(), reader.repeated);
  }

  private static boolean holdsRecords(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try {
      return !JsonLines.files(folder).isEmpty();
    } catch (InputException empty) {
      return false;
    }
  }

  /** A record of {@code verdicts/}. */
  private record Verdict(
      String id,
      String window,
      String scale,
      String cmd,
      String verdict,
      boolean admitted,
      String reason,
      ReviewedJudge judge) {}

  private void verdict(JsonNode record, Location where) {
    String word = ReviewFields.text(record, "verdict", where);
    if (!VERDICTS.contains(word)) {
      throw new InputException(
          "%s: field \"verdict\" is \"%s\"; it must be one of %s".formatted(where, word, VERDICTS));
    }
    Verdict verdict =
        new Verdict(
            ReviewFields.text(record, "id", where),
            ReviewFields.textOrEmpty(record, "window", where),
            ReviewFields.textOrEmpty(record, "scale", where),
            JsonLines.commandLine(record, where),
            word,
            ReviewFields.flag(record, "admitted", where),
            ReviewFields.textOrEmpty(record, "reason", where),
            new ReviewedJudge(
                ReviewFields.text(record, "model", where),
                ReviewFields.textOrEmpty(record, "prompt_version", where)));
    if (verdict.admitted && !word.equals("BENIGN")) {
      throw new InputException(
          "%s: field \"admitted\" is true and \"verdict\" is %s; only BENIGN is admitted"
              .formatted(where, word));
    }
    if (verdicts.put(verdict.id, verdict) != null) {
      repeated++;
    }
  }

  private void context(JsonNode record, Location where) {
    JsonNode lineage = record.get("lineage");
    JsonNode place = lineage == null ? record : lineage;
    String id = ReviewFields.textOrEmpty(place, lineage == null ? "id" : "exemplar", where);
    JsonNode source = place.get("source");
    if (verdicts.containsKey(id) && source != null && source.isObject()) {
      contexts.put(id, lineage == null ? record : training(record, lineage));
    }
  }

  /** A record of the training data in the form of an exemplar. */
  private static JsonNode training(JsonNode record, JsonNode lineage) {
    ObjectNode exemplar = lineage.deepCopy();
    exemplar.set("detectors", record.get("detectors"));
    return exemplar;
  }

  private record Key(String cmd, ReviewedJudge judge, String verdict, boolean admitted) {}

  private List<JudgedLine> lines() {
    Map<Key, List<Verdict>> byLine = new LinkedHashMap<>();
    Map<List<Object>, List<String>> reasons = new HashMap<>();
    for (Verdict each : verdicts.values()) {
      List<Verdict> same =
          byLine.computeIfAbsent(
              new Key(each.cmd, each.judge, each.verdict, each.admitted), k -> new ArrayList<>());
      same.add(each);
      if (!each.admitted && same.size() == 1) {
        reasons
            .computeIfAbsent(List.of(each.judge, each.verdict), k -> new ArrayList<>())
            .add(each.reason);
      }
    }
    Map<List<Object>, RuleNames> names = new HashMap<>();
    reasons.forEach((key, some) -> names.put(key, RuleNames.of(some)));
    List<JudgedLine> lines = new ArrayList<>();
    byLine.forEach(
        (key, same) -> {
          Verdict first = same.get(0);
          String rule =
              key.admitted
                  ? RuleNames.ADMITTED
                  : names.get(List.<Object>of(key.judge, key.verdict)).rule(first.reason);
          lines.add(
              new JudgedLine(
                  same.stream().map(Verdict::id).toList(),
                  key.cmd,
                  new Stratum(key.judge, key.verdict, key.admitted, rule),
                  first.reason,
                  context(same)));
        });
    lines.sort(Comparator.comparing(JudgedLine::id));
    return lines;
  }

  private LineContext context(List<Verdict> same) {
    Set<String> windows = new TreeSet<>();
    Set<String> scales = new TreeSet<>();
    Set<String> detectors = new TreeSet<>();
    JsonNode first = null;
    int rank = 0;
    for (Verdict each : same) {
      windows.add(each.window);
      scales.add(each.scale);
      JsonNode context = contexts.get(each.id);
      if (context != null) {
        first = first == null ? context : first;
        detectors.addAll(ReviewFields.texts(context, "detectors", each.id));
        int its = context.path("rank").asInt(0);
        rank = rank == 0 || (its > 0 && its < rank) ? its : rank;
      }
    }
    JsonNode source = first == null ? MissingNode.getInstance() : first.path("source");
    return new LineContext(
        source.path("event_id").asText(""),
        List.copyOf(windows),
        List.copyOf(scales),
        List.copyOf(detectors),
        rank,
        source.path("first_seen").asText(""),
        source.path("host").asText(""),
        source.path("user").asText(""),
        source.path("os").asText(""),
        source.path("parent").asText(""),
        source.path("image").asText(""),
        source.path("occurrences").asLong(0));
  }
}
