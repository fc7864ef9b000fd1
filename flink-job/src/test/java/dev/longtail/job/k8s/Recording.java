package dev.longtail.job.k8s;

import dev.longtail.job.run.Scrape;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a stream showed at {@code /metrics}, scrape by scrape, of the series that alerts ask for;
 * written in the form of promtool's {@code input_series}.
 *
 * <p>A scrape a second is written as one a minute: the alerts wait for minutes and hours. So that
 * everything is on one clock, a value that is a time of the run is stretched as well.
 */
public final class Recording {
  /** A second of the run is so many of the recording. */
  public static final int STRETCH = 60;

  /** Digits behind the point that are kept. */
  private static final int DECIMALS = 2;

  /** The minute of the first scrape: a time of events of before it stays positive. */
  public static final int FIRST_MINUTE = 30;

  private static final Logger LOG = LoggerFactory.getLogger(Recording.class);
  private static final String TIME = "flink_taskmanager_job_task_operator_currentInputWatermark";
  private static final Pattern SELECTOR =
      Pattern.compile("\\b(flink_\\w+)(?:\\{operator_name=\"([^\"]*)\"\\})?");

  /** The names that alerts ask for, with the operator, or an empty text for all. */
  private final Map<String, String> wanted = new TreeMap<>();

  private final long begin;
  private final Map<String, List<String>> series = new TreeMap<>();
  private int scrapes;

  /**
   * A recording without scrapes.
   *
   * @param rules the text of the rules
   * @param begin when it begins, in milliseconds since the epoch
   */
  public Recording(String rules, long begin) {
    this.begin = begin;
    Matcher selector = SELECTOR.matcher(rules);
    while (selector.find()) {
      String operator = selector.group(2) == null ? "" : selector.group(2);
      wanted.merge(selector.group(1), operator, (one, other) -> one.equals(other) ? one : "");
    }
  }

  /** Adds a scrape; one that holds nothing is a stream that does not answer. */
  public void add(Scrape scrape) {
    for (Scrape.Series each : scrape.series()) {
      String operator = wanted.get(each.name());
      if (operator != null
          && (operator.isEmpty() || operator.equals(each.labels().get("operator_name")))) {
        List<String> values = series.computeIfAbsent(key(each), any -> new ArrayList<>());
        while (values.size() < scrapes) {
          values.add("_");
        }
        if (values.size() > scrapes) {
          LOG.warn("two series are one in the recording: {}", each);
        } else {
          values.add(value(each));
        }
      }
    }
    scrapes++;
  }

  /** With the labels that tell series apart, and those that a PodMonitor adds. */
  private static String key(Scrape.Series each) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("namespace", "longtail");
    labels.put("pod", each.name().startsWith("flink_jobmanager") ? "jobmanager" : "taskmanager");
    for (String label : List.of("operator_name", "subtask_index", "measure")) {
      if (each.labels().containsKey(label)) {
        labels.put(label, each.labels().get(label));
      }
    }
    return each.name()
        + labels.entrySet().stream()
            .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
            .collect(Collectors.joining(",", "{", "}"));
  }

  private String value(Scrape.Series each) {
    double value = each.value();
    if (each.name().equals(TIME) && value > 0) {
      value = (value - begin) * STRETCH + FIRST_MINUTE * 60_000.0;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return BigDecimal.valueOf(value)
        .setScale(DECIMALS, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** The minute of the last scrape. */
  public int lastMinute() {
    return FIRST_MINUTE + scrapes - 1;
  }

  /** The lines below {@code input_series}. */
  public String text() {
    StringBuilder text = new StringBuilder();
    series.forEach(
        (key, values) -> {
          while (values.size() < scrapes) {
            values.add("_");
          }
          text.append(
              "  - series: '%s'\n    values: '_x%d %s'\n"
                  .formatted(key, FIRST_MINUTE, runs(values)));
        });
    return text.toString();
  }

  /** Equal values in a row are written once, with how often they come again. */
  static String runs(List<String> values) {
    List<String> runs = new ArrayList<>();
    int i = 0;
    while (i < values.size()) {
      int end = i;
      while (end < values.size() && values.get(end).equals(values.get(i))) {
        end++;
      }
      int count = end - i;
      String value = values.get(i);
      // Promtool repeats a value n times after the first, but a gap n times in all.
      int times = value.equals("_") ? count : count - 1;
      if (count == 1) {
        runs.add(value);
      } else {
        runs.add(value + "x" + times);
      }
      i = end;
    }
    return String.join(" ", runs);
  }
}
