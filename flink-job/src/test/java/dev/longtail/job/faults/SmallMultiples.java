package dev.longtail.job.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Curves over one axis of time, each in a panel of its own below the other, as an SVG file. */
final class SmallMultiples {
  private static final int WIDTH = 720;
  private static final int PANEL = 130;
  private static final int LEFT = 66;
  private static final int RIGHT = WIDTH - 16;
  private static final int HEAD = 24;
  private static final int PLOT = 84;

  private final String time;
  private final List<String> panels = new ArrayList<>();

  /**
   * Panels over an axis of time.
   *
   * @param time the name of the axis, with its unit
   */
  SmallMultiples(String time) {
    this.time = time;
  }

  /**
   * Adds a panel whose axis begins at 0.
   *
   * @param title what it shows, with the unit
   * @param x times
   * @param y a value for each of them
   */
  void add(String title, List<Double> x, List<Double> y) {
    double end = x.stream().mapToDouble(v -> v).max().orElse(1);
    double top = roundedUp(y.stream().mapToDouble(v -> v).max().orElse(1));
    int offset = panels.size() * PANEL;
    StringBuilder svg = new StringBuilder();
    svg.append(text(LEFT, offset + 16, "start", "title", title));
    for (double share : new double[] {0, 0.5, 1}) {
      double at = offset + HEAD + PLOT * (1 - share);
      svg.append(
          "<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>%n"
              .formatted(LEFT, RIGHT, at, at));
      svg.append(text(LEFT - 6, at + 4, "end", "tick", number(share * top)));
    }
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < x.size(); i++) {
      points.append(
          "%.1f,%.1f "
              .formatted(
                  LEFT + x.get(i) / end * (RIGHT - LEFT),
                  offset + HEAD + PLOT * (1 - y.get(i) / top)));
    }
    svg.append("<polyline points='%s'/>%n".formatted(points.toString().trim()));
    for (int i = 0; i <= 6; i++) {
      double at = LEFT + i / 6.0 * (RIGHT - LEFT);
      svg.append(
          text(
              at,
              offset + HEAD + PLOT + 15,
              i == 6 ? "end" : "middle",
              "tick",
              number(i / 6.0 * end) + (i == 6 ? " " + time : "")));
    }
    panels.add(svg.toString());
  }

  private static String text(double x, double y, String anchor, String kind, String text) {
    return "<text class='%s' x='%.1f' y='%.1f' text-anchor='%s'>%s</text>%n"
        .formatted(kind, x, y, anchor, text);
  }

  private static double roundedUp(double value) {
    double unit = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-9))));
    for (double step : new double[] {1, 2, 4, 5, 8}) {
      if (step * unit >= value) {
        return step * unit;
      }
    }
    return 10 * unit;
  }

  private static String number(double value) {
    return value >= 10 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  /** The file. */
  String svg() {
    return "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' role='img'>%n"
            .formatted(WIDTH, panels.size() * PANEL)
        + """
        <style>
        svg { background: #fff; font-family: sans-serif }
        .title { font-size: 14px; fill: #222 }
        .tick { font-size: 11px; fill: #555 }
        .grid { stroke: #ddd }
        polyline { fill: none; stroke: #1f6fb4; stroke-width: 1.5; stroke-linejoin: round }
        </style>
        """
        + panels.stream().collect(Collectors.joining())
        + "</svg>\n";
  }
}
