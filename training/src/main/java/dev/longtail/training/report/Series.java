package dev.longtail.training.report;

import java.util.List;

/**
 * A line in a chart.
 *
 * @param name its name in the legend
 * @param style its colour and dashes
 * @param points from left to right
 */
record Series(String name, Style style, List<Point> points) {
  /**
   * A point in the units of the axes.
   *
   * @param x along the horizontal axis
   * @param y along the vertical axis
   */
  record Point(double x, double y) {}

  /**
   * How a line is drawn.
   *
   * @param colour CSS colour
   * @param dashes SVG dash pattern, {@code none} for a solid line
   */
  record Style(String colour, String dashes) {}

  Series {
    points = List.copyOf(points);
  }
}
