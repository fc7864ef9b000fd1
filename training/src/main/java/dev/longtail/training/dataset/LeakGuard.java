package dev.longtail.training.dataset;

import dev.longtail.training.data.ColumnarRecords;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.template.CommandTemplate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Knows the templates of test sets. A line of the same template differs from a test line only in
 * numbers, names and the like: trained on it, a classifier is tried on what it has learned by
 * heart.
 */
final class LeakGuard {
  private final List<TestSet> tests = new ArrayList<>();

  /**
   * What one test set holds.
   *
   * @param name its file
   * @param records its records
   * @param templates its different templates
   * @param recordsSha256 digest of the set of records
   */
  record Counts(String name, long records, long templates, String recordsSha256) {}

  private record TestSet(Counts counts, Set<String> templates) {}

  /**
   * Reads the command lines of a test set.
   *
   * @throws InputException naming file, line and field of what cannot be used; or the file if it
   *     holds no line
   */
  Counts read(Path input) {
    Set<String> templates = new HashSet<>();
    RecordSetDigest digest = new RecordSetDigest();
    long[] records = {0};
    ColumnarRecords.forEachRecord(
        input,
        (record, where) -> {
          templates.add(CommandTemplate.of(JsonLines.commandLine(record, where)));
          digest.add(record.toString().getBytes(StandardCharsets.UTF_8));
          records[0]++;
        });
    if (records[0] == 0) {
      throw new InputException(input + ": the test set is empty");
    }
    Counts counts =
        new Counts(String.valueOf(input.getFileName()), records[0], templates.size(), digest.hex());
    tests.add(new TestSet(counts, templates));
    tests.sort(
        Comparator.comparing((TestSet test) -> test.counts().name())
            .thenComparing(test -> test.counts().recordsSha256()));
    return counts;
  }

  /** The first test set, by name, with a line of the template of {@code line}. */
  Optional<String> holder(String line) {
    if (tests.isEmpty()) {
      return Optional.empty();
    }
    String template = CommandTemplate.of(line);
    return tests.stream()
        .filter(test -> test.templates().contains(template))
        .map(test -> test.counts().name())
        .findFirst();
  }

  /** What each test set holds. */
  List<Counts> counts() {
    return tests.stream().map(TestSet::counts).toList();
  }
}
