package dev.longtail.job.sharding;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.MinedCommand;
import dev.longtail.training.recall.Revocations;
import dev.longtail.training.run.MinedInput;
import dev.longtail.udfs.io.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is added to the base set: the admitted exemplars of the full scale, as in {@code +full}.
 * There are some hundred a day, so the client reads them.
 *
 * @param lines different lines, none of which is in a test set
 * @param keptOut lines of a test set that were left out
 * @param revocations what was withdrawn
 */
record AddedLines(List<MinedCommand> lines, int keptOut, Revocations revocations) {
  static AddedLines read(
      Optional<Path> augment,
      Optional<Path> revocations,
      List<Path> testSets,
      Consumer<String> progress) {
    MinedInput mined = MinedInput.read(augment, revocations, progress);
    Set<String> tests = new HashSet<>();
    testSets.forEach(file -> tests.addAll(LabelledSet.read("test", file).commands()));
    Map<String, MinedCommand> different = new LinkedHashMap<>();
    Arm.FULL.additions(mined.lines()).forEach(line -> different.putIfAbsent(line.cmd(), line));
    List<MinedCommand> kept = new ArrayList<>(different.values());
    kept.removeIf(line -> tests.contains(line.cmd()));
    return new AddedLines(List.copyOf(kept), different.size() - kept.size(), mined.revocations());
  }

  Arm arm() {
    return lines.isEmpty() ? Arm.BASE : Arm.FULL;
  }

  /** The lines as records of a labelled set. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (MinedCommand line : lines) {
      ObjectNode record = Json.MAPPER.createObjectNode();
      record.put("cmd", line.cmd());
      record.put("label", "benign");
      record.put("os", line.origin().os());
      record.put("family", line.origin().family());
      text.append(Json.line(record)).append('\n');
    }
    return text.toString();
  }
}
