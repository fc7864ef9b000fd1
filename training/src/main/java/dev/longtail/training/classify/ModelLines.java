package dev.longtail.training.classify;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.longtail.training.data.LabelLineage;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.MinedCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.template.CommandTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The training lines that a model keeps to explain itself: one of each template and label,
 * malicious ones first. In a model with embeddings they are the lines of its vectors ({@link
 * NeighbourPart}), in the same order. A model may have been saved without them.
 *
 * <p>They lie in a file of their own, unpacked: packing depends on the machine's library, and equal
 * data must give equal files.
 */
final class ModelLines {
  /** Its file in the folder of a model. */
  static final String FILE = "lines.jsonl";

  static final ModelLines NONE = new ModelLines(List.of());

  private final List<ModelLine> lines;
  private final int malicious;
  private NgramNeighbours byNgrams;

  private ModelLines(List<ModelLine> lines) {
    this.lines = List.copyOf(lines);
    this.malicious = (int) lines.stream().filter(ModelLine::malicious).count();
  }

  /** The lines of {@code set} that its model keeps; {@code rows} are those of the set. */
  static ModelLines of(TrainingSet set, TrainingRows rows) {
    Map<String, MinedCommand> mined = new HashMap<>();
    set.mined().forEach(line -> mined.put(line.cmd(), line));
    List<LabelledCommand> kept =
        rows.haveVectors() ? NeighbourPart.keptRows(rows) : ofTemplates(set.rows());
    return new ModelLines(
        kept.stream().map(row -> line(row, set.base(), mined.get(row.cmd()))).toList());
  }

  private static List<LabelledCommand> ofTemplates(List<LabelledCommand> rows) {
    List<LabelledCommand> kept = new ArrayList<>();
    for (boolean ofAttacks : new boolean[] {true, false}) {
      Set<String> seen = new HashSet<>();
      for (LabelledCommand row : rows) {
        if (row.isMalicious() == ofAttacks && seen.add(CommandTemplate.of(row.cmd()))) {
          kept.add(row);
        }
      }
    }
    return kept;
  }

  /** {@code row} as a model keeps it; {@code mined} is null if it is of the base set. */
  static ModelLine line(LabelledCommand row, String base, MinedCommand mined) {
    LabelLineage lineage = mined == null ? LabelLineage.UNKNOWN : mined.lineage();
    return new ModelLine(
        row.cmd(),
        row.isMalicious(),
        mined == null ? base : "",
        row.origin().os(),
        row.origin().family(),
        mined == null ? "" : mined.window(),
        mined == null ? "" : mined.scale(),
        mined == null ? List.of() : mined.detectors(),
        lineage.exemplar(),
        lineage.judge(),
        lineage.promptVersion());
  }

  /**
   * Those that lie in {@code folder}; none if it has no such file.
   *
   * @throws InputException if a record is no line, or the lines are not in order
   */
  static ModelLines load(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return NONE;
    }
    List<ModelLine> lines = new ArrayList<>();
    JsonLines.forEach(
        file,
        (record, where) -> {
          if (!record.path("malicious").isBoolean()) {
            throw new InputException(
                where + ": field \"malicious\" is missing or neither true nor false");
          }
          JsonLines.commandLine(record, where);
          try {
            lines.add(Json.MAPPER.treeToValue(record, ModelLine.class));
          } catch (JsonProcessingException e) {
            throw new InputException(where + ": no training line: " + e.getOriginalMessage(), e);
          }
        });
    ModelLines kept = new ModelLines(lines);
    if (lines.stream().limit(kept.malicious).anyMatch(line -> !line.malicious())) {
      throw new InputException(file + ": its malicious lines do not come first");
    }
    return kept;
  }

  /** Writes them into the folder of a model; nothing if there are none. */
  void save(Path folder) throws IOException {
    if (lines.isEmpty()) {
      Files.deleteIfExists(folder.resolve(FILE));
      return;
    }
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(Json.line(line)).append('\n'));
    Files.writeString(folder.resolve(FILE), text);
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  List<ModelLine> all() {
    return lines;
  }

  /**
   * Whether they are the lines of so many vectors.
   *
   * @throws InputException if they are not
   */
  void refuseOthers(Path folder, NeighbourPart vectors) {
    int benign = lines.size() - malicious;
    if (malicious != vectors.maliciousCount() || benign != vectors.benignCount()) {
      throw new InputException(
          "%s: %,d malicious and %,d benign lines, but the model has %,d and %,d vectors"
              .formatted(
                  folder.resolve(FILE),
                  malicious,
                  benign,
                  vectors.maliciousCount(),
                  vectors.benignCount()));
    }
  }

  /** The line of a vector of {@link NeighbourPart}. */
  ModelLine line(boolean ofAttacks, int place) {
    return lines.isEmpty()
        ? ModelLine.untold(ofAttacks)
        : lines.get(ofAttacks ? place : malicious + place);
  }

  /** An index of their n-grams; made when it is first asked for. */
  synchronized NgramNeighbours byNgrams() {
    if (byNgrams == null) {
      byNgrams = NgramNeighbours.of(lines);
    }
    return byNgrams;
  }
}
