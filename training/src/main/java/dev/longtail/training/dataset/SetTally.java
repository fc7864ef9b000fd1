package dev.longtail.training.dataset;

import dev.longtail.training.data.Label;
import dev.longtail.udfs.template.CommandTemplate;
import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rows of one data set, and what became of the other lines. */
final class SetTally {
  private final List<DataSetRow> rows = new ArrayList<>();
  private final Set<Long> templates = new HashSet<>();
  private LabelCounts labels = LabelCounts.NONE;
  private final Map<String, LabelCounts> bySource = new TreeMap<>();
  private final Map<String, LabelCounts> byRule = new TreeMap<>();
  private final Map<String, LabelCounts> byTechnique = new TreeMap<>();
  private final Map<String, LabelCounts> byOs = new TreeMap<>();
  private final Map<String, LabelCounts> byFamily = new TreeMap<>();
  private final Map<Integer, LabelCounts> byLength = new TreeMap<>();
  private long undated;
  private final Map<String, Long> overruled = new TreeMap<>();
  private final Map<String, Long> contradicted = new TreeMap<>();
  private LabelCounts firstSeenInTest = LabelCounts.NONE;
  private final Map<String, LabelCounts> templateInTest = new TreeMap<>();

  void add(RowOutcome outcome) {
    if (outcome instanceof RowOutcome.Labelled labelled) {
      add(labelled.row(), labelled.label());
    } else if (outcome instanceof RowOutcome.Contradicted both) {
      contradicted.merge(both.kind().word(), 1L, Long::sum);
    } else if (outcome instanceof RowOutcome.FirstSeenInTest late) {
      firstSeenInTest = firstSeenInTest.plus(late.label());
    } else if (outcome instanceof RowOutcome.TemplateInTest leak) {
      LabelCounts.add(templateInTest, leak.test(), leak.label());
    }
  }

  private void add(DataSetRow row, Label label) {
    rows.add(row);
    labels = labels.plus(label);
    templates.add(CommandHash.of(CommandTemplate.of(row.cmd())));
    row.sources().forEach(source -> LabelCounts.add(bySource, source, label));
    Set<String> techniques = new HashSet<>();
    for (DataSetRow.MatchedRule rule : row.rules()) {
      LabelCounts.add(byRule, rule.id(), label);
      techniques.addAll(rule.techniques());
    }
    techniques.forEach(technique -> LabelCounts.add(byTechnique, technique, label));
    LabelCounts.add(byOs, known(row.os()), label);
    LabelCounts.add(byFamily, known(row.family()), label);
    LabelCounts.add(byLength, 31 - Integer.numberOfLeadingZeros(1 + row.cmd().length()), label);
    undated += row.firstSeen().isEmpty() ? 1 : 0;
    for (String other : row.overruled()) {
      overruled.merge(row.sources().get(0) + " over " + other, 1L, Long::sum);
    }
  }

  private static String known(String name) {
    return name.isEmpty() ? "unknown" : name;
  }

  /** The rows, in the order in which they came. */
  List<DataSetRow> rows() {
    return rows;
  }

  SetCard card() {
    Map<String, LabelCounts> lengths = new LinkedHashMap<>();
    byLength.forEach(
        (step, counts) -> lengths.put(((1 << step) - 1) + "-" + ((2 << step) - 2), counts));
    return new SetCard(
        rows.size(),
        labels,
        templates.size(),
        bySource,
        byRule,
        byTechnique,
        byOs,
        byFamily,
        lengths,
        undated,
        overruled,
        contradicted,
        firstSeenInTest,
        templateInTest,
        "",
        Map.of());
  }
}
