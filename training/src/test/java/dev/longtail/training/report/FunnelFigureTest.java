package dev.longtail.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.data.FunnelCounts;
import dev.longtail.training.data.FunnelCounts.Stage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunnelFigureTest {
  @Test
  void addsTheWindowsOfAScaleUp() {
    FunnelCounts funnel =
        new FunnelCounts(
            List.of(
                window("2025-01-01", "full", 100, 40, 10),
                window("2025-01-02", "full", 100, 20, 10),
                window("2025-01-01", "reduced", 0, 5, 5)),
            Map.of(),
            "");
    List<FunnelFigure> figures = FunnelFigure.of(funnel);
    assertThat(figures).extracting(FunnelFigure::scale).containsExactly("full", "reduced");
    FunnelFigure full = figures.get(0);
    assertThat(full.steps().get(0)).isEqualTo(new FunnelFigure.Step("events", "200", "100", ""));
    assertThat(full.steps().get(1).count()).isEqualTo("60");
    assertThat(full.steps().get(1).share()).isEqualTo("30.0 %");
    assertThat(figures.get(1).steps().get(0).name()).isEqualTo("unique");
  }

  @Test
  void aScaleThatFoundNothingHasNoFigure() {
    FunnelCounts funnel = new FunnelCounts(List.of(window("unknown", "", 9, 0, 0)), Map.of(), "");
    assertThat(FunnelFigure.of(funnel)).isEmpty();
  }

  private static FunnelCounts.Window window(
      String day, String scale, long events, long unique, long anomalies) {
    Map<Stage, Long> counts = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      counts.put(stage, 0L);
    }
    counts.put(Stage.EVENTS, events);
    counts.put(Stage.UNIQUE, unique);
    counts.put(Stage.ANOMALIES, anomalies);
    return new FunnelCounts.Window(day, scale, counts);
  }
}
