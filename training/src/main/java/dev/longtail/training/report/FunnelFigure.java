package dev.longtail.training.report;

import dev.longtail.training.data.FunnelCounts;
import dev.longtail.training.data.FunnelCounts.Stage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The funnel of one scale: how many events became how many training lines.
 *
 * @param scale {@code full}, {@code reduced}, or empty if the funnel knows none
 * @param steps from events to admitted lines
 * @param fates shares of the exemplars by what became of them
 * @param verdicts shares of the exemplars by what the labeler said
 */
record FunnelFigure(String scale, List<Step> steps, List<Part> verdicts, List<Part> fates) {

  private static final List<Stage> STEPS =
      List.of(
          Stage.EVENTS,
          Stage.UNIQUE,
          Stage.ANOMALIES,
          Stage.EXEMPLARS,
          Stage.BENIGN,
          Stage.ADMITTED);

  /**
   * A bar of the funnel.
   *
   * @param name the stage
   * @param count the text beside the bar
   * @param width of the bar, per cent of the widest, on a logarithmic scale
   * @param share share of the step before, in words
   */
  record Step(String name, String count, String width, String share) {}

  /**
   * A part of a stacked bar.
   *
   * @param name the name of the part
   * @param count its count
   * @param width per cent of the whole
   */
  record Part(String name, String count, String width) {}

  static List<FunnelFigure> of(FunnelCounts funnel) {
    Map<String, List<FunnelCounts.Window>> scales = new LinkedHashMap<>();
    for (FunnelCounts.Window window : funnel.windows()) {
      scales.computeIfAbsent(window.scale(), s -> new ArrayList<>()).add(window);
    }
    List<FunnelFigure> figures = new ArrayList<>();
    scales.forEach(
        (scale, windows) -> {
          if (windows.stream().anyMatch(w -> w.counts().get(Stage.ANOMALIES) > 0)) {
            figures.add(of(scale, windows));
          }
        });
    return figures;
  }

  private static FunnelFigure of(String scale, List<FunnelCounts.Window> windows) {
    Map<Stage, Long> sum = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      sum.put(stage, windows.stream().mapToLong(w -> w.counts().get(stage)).sum());
    }
    return new FunnelFigure(
        scale,
        steps(sum),
        parts(sum, Stage.BENIGN, Stage.MALICIOUS, Stage.ABSTAINED),
        parts(sum, Stage.ADMITTED, Stage.QUARANTINED, Stage.WAITING));
  }

  private static List<Step> steps(Map<Stage, Long> sum) {
    List<Step> steps = new ArrayList<>();
    double widest = Math.log10(1.0 + STEPS.stream().mapToLong(sum::get).max().orElse(0));
    long before = 0;
    for (Stage stage : STEPS) {
      long count = sum.get(stage);
      if (stage == Stage.EVENTS && count == 0) {
        continue; // this scale's windows begin at the unique lines
      }
      double width = widest == 0 ? 0 : 100 * Math.log10(1.0 + count) / widest;
      steps.add(
          new Step(
              name(stage),
              Shown.count(count),
              Svg.coordinate(width),
              before == 0 ? "" : Shown.percent((double) count / before)));
      before = count;
    }
    return steps;
  }

  private static List<Part> parts(Map<Stage, Long> sum, Stage... stages) {
    long whole = 0;
    for (Stage stage : stages) {
      whole += sum.get(stage);
    }
    List<Part> parts = new ArrayList<>();
    for (Stage stage : stages) {
      long count = sum.get(stage);
      double width = whole == 0 ? 0 : 100.0 * count / whole;
      parts.add(new Part(name(stage), Shown.count(count), Svg.coordinate(width)));
    }
    return parts;
  }

  static String name(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
