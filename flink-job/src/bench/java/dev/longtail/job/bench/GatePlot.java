package dev.longtail.job.bench;

import java.util.List;
import java.util.Locale;

/** Precision against coverage, one point a gate, by the number of judges that agree, as SVG. */
public final class GatePlot {
  private static final double LEFT = 60;
  private static final double RIGHT = 600;
  private static final double TOP = 20;
  private static final double BOTTOM = 320;
  private static final double LEAST_COVERAGE = 0.5;
  private static final double LEAST_PRECISION = 0.86;
  private static final List<String> COLOURS =
      List.of("#b2182b", "#e08214", "#b8a000", "#4d9221", "#1f6fb4", "#5e3c99", "#222222");

  private final StringBuilder svg = new StringBuilder();

  /** The plot of {@code gates}: in each list those of one number of judges. */
  public static String of(List<List<GateCount>> gates) {
    GatePlot plot = new GatePlot();
    plot.axes();
    for (int i = 0; i < gates.size(); i++) {
      plot.points(i + 1, gates.get(i));
    }
    return plot.svg.append("</svg>\n").toString();
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static double x(double coverage) {
    return LEFT + (RIGHT - LEFT) * (coverage - LEAST_COVERAGE) / (1 - LEAST_COVERAGE);
  }

  private static double y(double precision) {
    return BOTTOM - (BOTTOM - TOP) * (precision - LEAST_PRECISION) / (1 - LEAST_PRECISION);
  }

  private void axes() {
    add("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 720 370' role='img'>");
    add("<title>Precision of BENIGN against the share of benign lines kept</title>");
    add("<style>svg { background: #fff; font-family: sans-serif; font-size: 11px } text { fill: #444 }");
    add("line { stroke: #ddd } circle { fill-opacity: .75 }</style>");
    for (double p = 0.86; p < 1.001; p += 0.02) {
      add("<line x1='%.0f' x2='%.0f' y1='%.1f' y2='%.1f'/>", LEFT, RIGHT, y(p), y(p));
      add("<text x='%.0f' y='%.1f' text-anchor='end'>%.2f</text>", LEFT - 6, y(p) + 4, p);
    }
    for (double c = 0.5; c < 1.001; c += 0.1) {
      add("<line x1='%.1f' x2='%.1f' y1='%.0f' y2='%.0f'/>", x(c), x(c), TOP, BOTTOM);
      add("<text x='%.1f' y='%.0f' text-anchor='middle'>%.1f</text>", x(c), BOTTOM + 16, c);
    }
    add("<text x='330' y='355' text-anchor='middle'>share of the benign lines that is kept</text>");
    add("<text transform='translate(14 170) rotate(-90)' text-anchor='middle'>precision of BENIGN</text>");
  }

  private void points(int judges, List<GateCount> gates) {
    String colour = COLOURS.get(Math.min(judges, COLOURS.size()) - 1);
    double at = TOP + 18 * judges;
    add("<circle cx='622' cy='%.0f' r='4' fill='%s'/>", at, colour);
    add("<text x='632' y='%.0f'>%s</text>", at + 4, judges == 1 ? "one judge" : judges + " agree");
    for (GateCount gate : gates) {
      add(
          "<circle cx='%.1f' cy='%.1f' r='3.5' fill='%s'><title>%s</title></circle>",
          x(gate.coverage()),
          y(gate.precision()),
          colour,
          gate.gate());
    }
  }
}
