package dev.longtail.job.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Metrics in the text form of Prometheus, as a test reads them. */
public record Scrape(List<Series> series) {
  private static final Pattern LINE = Pattern.compile("(\\w+)(?:\\{(.*)\\})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  /** One line. */
  public record Series(String name, Map<String, String> labels, double value) {}

  public static Scrape of(String text) {
    List<Series> series = new ArrayList<>();
    for (String line : text.split("\n")) {
      Matcher parts = LINE.matcher(line);
      if (line.startsWith("#") || !parts.matches()) {
        continue;
      }
      Map<String, String> labels = new HashMap<>();
      if (parts.group(2) != null) {
        Matcher label = LABEL.matcher(parts.group(2));
        while (label.find()) {
          labels.put(label.group(1), label.group(2));
        }
      }
      double value = Double.parseDouble(parts.group(3).replace("+Inf", "Infinity"));
      series.add(new Series(parts.group(1), labels, value));
    }
    return new Scrape(series);
  }

  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    series.forEach(each -> names.add(each.name));
    return names;
  }

  /** The sum of all series of a name that have these labels: name, value, name, value. */
  public double sum(String name, String... labels) {
    return series.stream()
        .filter(each -> each.name.equals(name))
        .filter(
            each -> {
              for (int i = 0; i < labels.length; i += 2) {
                if (!labels[i + 1].equals(each.labels.get(labels[i]))) {
                  return false;
                }
              }
              return true;
            })
        .mapToDouble(Series::value)
        .sum();
  }
}
