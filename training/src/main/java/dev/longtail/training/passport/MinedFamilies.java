package dev.longtail.training.passport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.training.recall.Revocations;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.JsonLines.Location;
import dev.longtail.udfs.template.CommandTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a backfill, a stream or the demo mined, by families. */
public final class MinedFamilies {
  private static final String TRAINING_DATA = "training-data";

  private final Path folder;
  private final Revocations revocations;
  private final Map<FamilyKey, BenignFamily> families = new TreeMap<>();
  private final Map<String, List<BenignFamily>> byLine = new HashMap<>();
  private final List<KnownAttack> malicious = new ArrayList<>();
  private String lastDay = "";
  private int revoked;
  private int undecided;

  private MinedFamilies(Path folder, Revocations revocations) {
    this.folder = folder;
    this.revocations = revocations;
  }

  /**
   * Reads the outputs of {@code folder}, or of its folder {@code mined}, if that is the demo's.
   *
   * @param revocations what is withdrawn: such lines are left out, and so are lines that do not say
   *     whether they are meant
   * @throws InputException naming file, line and field if a record cannot be used; or if there is
   *     no training data
   */
  public static MinedFamilies read(Path folder, Revocations revocations) {
    Path mined =
        !Files.isDirectory(folder.resolve(TRAINING_DATA))
                && Files.isDirectory(folder.resolve("mined").resolve(TRAINING_DATA))
            ? folder.resolve("mined")
            : folder;
    if (!Files.isDirectory(mined.resolve(TRAINING_DATA))) {
      throw new InputException(
          "%s: no folder training-data; name the output folder of a backfill".formatted(folder));
    }
    MinedFamilies read = new MinedFamilies(mined, revocations);
    read.each(TRAINING_DATA, read::admitted);
    if (read.families.isEmpty() && read.revoked == 0 && read.undecided == 0) {
      throw new InputException(
          "%s: no admitted line in it: there is nothing to make exceptions of"
              .formatted(mined.resolve(TRAINING_DATA)));
    }
    read.each("near-duplicates", read::nearDuplicate);
    read.each("verdicts", read::verdict);
    return read;
  }

  /** The families, sorted. */
  List<BenignFamily> all() {
    return List.copyOf(families.values());
  }

  /** Lines that the judge called malicious. */
  public List<KnownAttack> malicious() {
    return List.copyOf(malicious);
  }

  /**
   * The day of the last window that gave a line; the first of all days if none did. Telemetry may
   * hold events of a clock that is years ahead; a backfill's windows do not.
   *
   * @throws InputException if a window is no date
   */
  LocalDate lastDay() {
    try {
      return lastDay.isEmpty() ? LocalDate.EPOCH : LocalDate.parse(lastDay);
    } catch (DateTimeParseException e) {
      throw new InputException(
          "%s: field \"window\" is \"%s\", which begins with no date such as 2025-01-31"
              .formatted(folder.resolve(TRAINING_DATA), lastDay),
          e);
    }
  }

  /** How many families there are. */
  public int size() {
    return families.size();
  }

  /** Records of training data that were withdrawn. */
  public int revoked() {
    return revoked;
  }

  /** Records left out because they do not say whether they are withdrawn. */
  public int undecided() {
    return undecided;
  }

  private void each(String output, JsonLines.Visitor visitor) {
    Path records = folder.resolve(output);
    if (Files.isDirectory(records) && holdsRecords(records)) {
      JsonLines.forEach(records, visitor);
    }
  }

  private static boolean holdsRecords(Path records) {
    try {
      return !JsonLines.files(records).isEmpty();
    } catch (InputException empty) {
      return false;
    }
  }

  private void admitted(JsonNode record, Location where) {
    String line = JsonLines.commandLine(record, where);
    if (!text(record, "label", where).equals("benign")) {
      throw new InputException(
          where + ": field \"label\" is not \"benign\"; only benign lines make exceptions");
    }
    if (revocations.concerning(record).isPresent()) {
      revoked++;
      return;
    }
    if (revocations.mightConcern(record)) {
      undecided++;
      return;
    }
    String window = text(record, "window", where);
    String day = window.substring(0, Math.min(10, window.length()));
    lastDay = day.compareTo(lastDay) > 0 ? day : lastDay;
    JsonNode lineage = record.path("lineage");
    FamilyKey key =
        new FamilyKey(lineage.path("source").path("os").asText(""), CommandTemplate.of(line));
    BenignFamily family = families.computeIfAbsent(key, BenignFamily::new);
    family.add(
        new JudgedBenign(
            line,
            lineage.path("exemplar").asText(""),
            window,
            lineage.path("model").asText(""),
            lineage.path("prompt_version").asText(""),
            lineage.path("verdict_reason").asText("")));
    byLine.computeIfAbsent(line, unseen -> new ArrayList<>()).add(family);
  }

  private void nearDuplicate(JsonNode record, Location where) {
    List<BenignFamily> meant = byLine.getOrDefault(text(record, "of", where), List.of());
    if (meant.isEmpty()) {
      return;
    }
    String line = JsonLines.commandLine(record, where);
    String template = CommandTemplate.of(line);
    for (BenignFamily family : meant) {
      if (!family.key().template().equals(template)) {
        family.addSimilar(line);
      }
    }
  }

  private void verdict(JsonNode record, Location where) {
    if (text(record, "verdict", where).equals("MALICIOUS")) {
      malicious.add(
          new KnownAttack(
              "verdict of " + record.path("model").asText("an unknown judge"),
              text(record, "id", where),
              JsonLines.commandLine(record, where)));
    }
  }

  private static String text(JsonNode record, String field, Location where) {
    JsonNode value = record.get(field);
    if (value == null || !value.isTextual()) {
      throw new InputException("%s: field \"%s\" is missing or no text".formatted(where, field));
    }
    return value.textValue();
  }

  /**
   * What the outputs say of events: of each line and window, its first event, and how often it ran.
   * Telemetry says more: of how many hosts, for example.
   */
  public void sightings(Consumer<LineSighting> to) {
    Set<String> told = new HashSet<>();
    for (String output : List.of(TRAINING_DATA, "exemplars", "near-duplicates", "anomalies")) {
      each(output, (record, where) -> sighting(record, where, told, to));
    }
  }

  private static void sighting(
      JsonNode record, Location where, Set<String> told, Consumer<LineSighting> to) {
    JsonNode source =
        record.has("lineage") ? record.path("lineage").path("source") : record.path("source");
    String line = JsonLines.commandLine(record, where);
    String window = text(record, "window", where);
    if (source.isObject() && told.add(window + '\n' + line)) {
      to.accept(
          new LineSighting(
              line,
              window.substring(0, Math.min(10, window.length())),
              source.path("host").asText(""),
              source.path("user").asText(""),
              source.path("os").asText(""),
              source.path("image").asText(""),
              source.path("parent").asText(""),
              source.path("occurrences").asLong(1)));
    }
  }
}
