package dev.longtail.training.report;

import dev.longtail.training.changes.ChangeKind;
import dev.longtail.training.changes.LineChange;
import dev.longtail.training.changes.LineChange.Amounts;
import dev.longtail.training.changes.LineChange.Scored;
import dev.longtail.training.changes.ModelChanges;
import dev.longtail.training.classify.LineExplanation.Near;
import dev.longtail.training.classify.MinedPulls;
import dev.longtail.training.classify.ModelLine;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Lines that two models decide otherwise, invented. */
final class ChangedLines {
  private ChangedLines() {}

  /** So many lines of each kind, whose every text is {@code text}. */
  static ModelChanges of(String base, String text, int count) {
    ModelLine line =
        new ModelLine(text, false, "", text, text, text, text, List.of(text), text, text, text);
    ModelLine attack = new ModelLine(text, true, text, text, text, "", "", List.of(), "", "", "");
    List<LineChange> lines = new ArrayList<>();
    Map<ChangeKind, Integer> counts = new EnumMap<>(ChangeKind.class);
    for (ChangeKind kind : ChangeKind.values()) {
      counts.put(kind, count);
      for (int i = 0; i < count; i++) {
        lines.add(
            new LineChange(
                kind,
                text,
                text,
                text,
                2,
                new Scored(0.9, 1, text),
                new Scored(0.1, -1, text),
                List.of(new Amounts("part", "text", 1.5, -0.5)),
                List.of(new Amounts("text", text, 1.5, -0.5)),
                List.of(new MinedPulls.Pull(-0.4, 0.8, line)),
                List.of(new Near(0.8, line)),
                List.of(new Near(0.3, attack))));
      }
    }
    return new ModelChanges(
        "incident",
        0.8,
        new ModelChanges.Alerting(base, 0.5, 8, 10, 40, 100),
        new ModelChanges.Alerting(base + "+full", 0.4, 8, 10, 20, 100),
        counts,
        lines);
  }
}
