package dev.longtail.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineChartTest {
  @Test
  void drawsFromTheLowerLeftCornerToTheUpperRight() {
    String svg = chart("a").svg();
    assertThat(svg).contains("points=\"64,292 454,12\"").contains("clip-path=\"url(#c)\"");
  }

  @Test
  void escapesItsTexts() {
    assertThat(chart("<script>\"&").svg())
        .doesNotContain("<script>")
        .contains("&lt;script&gt;&quot;&amp;");
  }

  @Test
  void aLineOfOnePointIsADot() {
    Series day = new Series("a", new Series.Style("#123", "none"), List.of(new Series.Point(0, 1)));
    LineChart chart =
        new LineChart(
            "c", "a", Axis.categories("day", List.of("only")), Axis.linear("n", 2), List.of(day));
    assertThat(chart.svg())
        .contains("<circle fill=\"#123\" r=\"4\" cx=\"259\" cy=\"152\"")
        .doesNotContain("polyline");
  }

  private static LineChart chart(String name) {
    return new LineChart(
        "c",
        name,
        Axis.share(name, 1),
        Axis.share(name, 1),
        List.of(
            new Series(
                name,
                new Series.Style("#000", "none"),
                List.of(new Series.Point(0, 0), new Series.Point(1, 1)))));
  }
}
