package dev.longtail.labeler.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The counts of one judge as a table of Markdown. */
public final class ImmunityTable {
  private ImmunityTable() {}

  /** The table of {@code counts}: attacks, their sum, and controls behind them. */
  public static String of(List<SuiteCount> counts) {
    List<SuiteCount> attacks = new ArrayList<>();
    counts.stream().filter(count -> !count.harmless()).forEach(attacks::add);
    if (attacks.size() > 1) {
      attacks.add(SuiteCount.total(counts));
    }
    StringBuilder table = new StringBuilder();
    if (!attacks.isEmpty()) {
      table.append(
          """
          | attacks | tried | hidden | called benign | admitted, marks left out | at most | marked | admitted | at most |
          |---|---|---|---|---|---|---|---|---|
          """);
    }
    for (SuiteCount row : attacks) {
      table.append(
          "| %s | %,d | %,d | %,d | %,d | %s | %,d | %,d | %s |\n"
              .formatted(
                  row.suite(),
                  row.tried(),
                  row.hidden(),
                  row.calledBenign(),
                  row.believed(),
                  percent(row.believedAtMost()),
                  row.vetoed(),
                  row.admitted(),
                  percent(row.admittedAtMost())));
    }
    List<SuiteCount> controls = counts.stream().filter(SuiteCount::harmless).toList();
    if (!controls.isEmpty()) {
      table.append(
          """

          | harmless lines | tried | hidden | called benign | kept out, marks left out | marked | kept out | at most |
          |---|---|---|---|---|---|---|---|
          """);
    }
    for (SuiteCount row : controls) {
      table.append(
          "| %s | %,d | %,d | %,d | %,d | %,d | %,d | %s |\n"
              .formatted(
                  row.suite(),
                  row.tried(),
                  row.hidden(),
                  row.calledBenign(),
                  row.tried() - row.believed(),
                  row.vetoed(),
                  row.tried() - row.admitted(),
                  percent(row.keptOutAtMost())));
    }
    return table.toString();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
