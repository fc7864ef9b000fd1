package dev.longtail.training.report;

import java.util.List;

/**
 * Draws lines over two axes as inline SVG; points outside the axes are cut off.
 *
 * @param id unique in the page
 * @param description the text for readers who cannot see the chart
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param series the lines, later ones on top
 */
record LineChart(String id, String description, Axis x, Axis y, List<Series> series) {
  private static final double WIDTH = 480;
  private static final double HEIGHT = 340;
  private static final double LEFT = 64;
  private static final double RIGHT = WIDTH - 26;
  private static final double TOP = 12;
  private static final double BOTTOM = HEIGHT - 48;

  String svg() {
    Svg svg = new Svg();
    svg.open(
        "svg",
        "viewBox",
        "0 0 " + (int) WIDTH + " " + (int) HEIGHT,
        "role",
        "img",
        "aria-label",
        description);
    svg.open("clipPath", "id", id)
        .empty("rect", "x", LEFT, "y", TOP, "width", RIGHT - LEFT, "height", BOTTOM - TOP)
        .close("clipPath");
    for (Axis.Tick tick : y.ticks()) {
      double at = vertical(tick.value());
      svg.empty("line", "class", "grid", "x1", LEFT, "x2", RIGHT, "y1", at, "y2", at);
      svg.label(tick.label(), "text", "class", "tick end", "x", LEFT - 7, "y", at + 4);
    }
    for (Axis.Tick tick : x.ticks()) {
      double at = horizontal(tick.value());
      svg.empty("line", "class", "grid", "x1", at, "x2", at, "y1", TOP, "y2", BOTTOM);
      svg.label(tick.label(), "text", "class", "tick middle", "x", at, "y", BOTTOM + 17);
    }
    svg.label(x.title(), "text", "class", "axis middle", "x", (LEFT + RIGHT) / 2, "y", HEIGHT - 8);
    svg.label(
        y.title(),
        "text",
        "class",
        "axis middle",
        "transform",
        "translate(14 " + Svg.coordinate((TOP + BOTTOM) / 2) + ") rotate(-90)");
    svg.open("g", "clip-path", "url(#" + id + ")");
    for (Series line : series) {
      if (line.points().size() == 1) {
        dot(svg, line);
        continue;
      }
      svg.open(
              "polyline",
              "class",
              "series",
              "stroke",
              line.style().colour(),
              "stroke-dasharray",
              line.style().dashes(),
              "points",
              coordinates(line.points()))
          .label(line.name(), "title")
          .close("polyline");
    }
    svg.close("g");
    svg.empty(
        "rect",
        "class",
        "frame",
        "x",
        LEFT,
        "y",
        TOP,
        "width",
        RIGHT - LEFT,
        "height",
        BOTTOM - TOP);
    return svg.close("svg").toString();
  }

  /** A line of one point would be invisible, so it is drawn as a dot. */
  private void dot(Svg svg, Series line) {
    Series.Point point = line.points().get(0);
    svg.open(
            "circle",
            "fill",
            line.style().colour(),
            "r",
            4.0,
            "cx",
            horizontal(point.x()),
            "cy",
            vertical(point.y()))
        .label(line.name(), "title")
        .close("circle");
  }

  private String coordinates(List<Series.Point> points) {
    StringBuilder text = new StringBuilder();
    for (Series.Point point : points) {
      text.append(text.isEmpty() ? "" : " ")
          .append(Svg.coordinate(horizontal(point.x())))
          .append(',')
          .append(Svg.coordinate(vertical(point.y())));
    }
    return text.toString();
  }

  private double horizontal(double value) {
    return LEFT + x.scale().share(value) * (RIGHT - LEFT);
  }

  private double vertical(double value) {
    return BOTTOM - y.scale().share(value) * (BOTTOM - TOP);
  }
}
