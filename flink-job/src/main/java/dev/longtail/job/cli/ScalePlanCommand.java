package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.plan.Assumptions;
import dev.longtail.job.plan.Measured;
import dev.longtail.job.plan.ScalePlan;
import dev.longtail.job.plan.Workload;
import dev.longtail.udfs.io.Json;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "scale-plan",
    description = {
      "Computes slots, memory, checkpoints and costs for lines a day.",
      "By measured constants; --constants lists them with their sources. What no measurement says"
          + " is an option."
    },
    mixinStandardHelpOptions = true)
final class ScalePlanCommand implements Callable<Integer> {
  private static final int ASSUMED_TOKENS = 1_000;

  @Spec CommandSpec spec;

  @Option(
      names = "--lines-per-day",
      paramLabel = "N",
      converter = Amount.class,
      description = "unique command lines of a day, e.g. 50000000 or 50M")
  Long linesPerDay;

  @Option(
      names = "--events-per-line",
      paramLabel = "X",
      description = "events for each unique line (measured: 2.03)")
  Double eventsPerLine;

  @Option(
      names = "--peak",
      paramLabel = "X",
      defaultValue = "3",
      description = "rate of the busiest hour by the mean rate (${DEFAULT-VALUE})")
  double peak;

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "0",
      converter = Amount.class,
      description = "commands a day that the reduced scale embeds; 0: full scale alone")
  long sample;

  @Option(names = "--without-full", description = "the reduced scale alone")
  boolean withoutFull;

  @Option(
      names = "--anomalies",
      paramLabel = "K",
      defaultValue = "300",
      description = "anomalies a day, scale and detector: the option top-k (${DEFAULT-VALUE})")
  int topK;

  @Option(
      names = "--in-all",
      description =
          "--anomalies are of all scales and detectors together: the option combine=ranks")
  boolean inAll;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "365",
      description = "days for which exemplars are kept (${DEFAULT-VALUE})")
  int days;

  @Option(
      names = "--busy",
      paramLabel = "X",
      defaultValue = "0.6",
      description = "share of a core used in the busiest hour (${DEFAULT-VALUE})")
  double busy;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "4",
      description = "slots of a TaskManager, of one core each (${DEFAULT-VALUE})")
  int slots;

  @Option(
      names = "--heap-mib",
      paramLabel = "N",
      defaultValue = "8192",
      description = "heap that a TaskManager may have (${DEFAULT-VALUE})")
  double heap;

  @Option(
      names = "--close-hours",
      paramLabel = "X",
      defaultValue = "4",
      description = "time after a day in which its sample is embedded (${DEFAULT-VALUE})")
  double closeHours;

  @Option(
      names = "--store-mib-per-second",
      paramLabel = "X",
      defaultValue = "50",
      description = "what a TaskManager writes to the store of checkpoints (${DEFAULT-VALUE})")
  double store;

  @Option(
      names = "--checkpoint-minutes",
      paramLabel = "X",
      defaultValue = "5",
      description = "interval of checkpoints (${DEFAULT-VALUE})")
  double minutes;

  @Option(
      names = "--tokens-per-request",
      paramLabel = "N",
      defaultValue = "" + ASSUMED_TOKENS,
      description = "tokens of a label request and its answer (${DEFAULT-VALUE})")
  double tokens;

  @Option(
      names = "--price",
      paramLabel = "X",
      defaultValue = "1",
      description = "price of a million tokens (${DEFAULT-VALUE})")
  double price;

  @Option(names = "--json", description = "one JSON object, for programs")
  boolean json;

  @Option(names = "--constants", description = "the constants and where they were measured")
  boolean constants;

  @Override
  public Integer call() {
    Measured measured = Measured.load();
    if (constants) {
      for (Measured.Constant each : measured.all()) {
        System.out.printf(
            Locale.ROOT,
            "%-28s %10s %-18s %s (docs/benchmarks.md, %s)%n",
            each.name(),
            number(each.value()),
            each.unit(),
            each.what(),
            each.source());
      }
      return 0;
    }
    List<ScalePlan.Figure> figures = figures(measured);
    if (json) {
      var object = Json.MAPPER.createObjectNode();
      figures.forEach(each -> object.put(each.key(), each.value()));
      System.out.println(Json.line(object));
    } else {
      for (ScalePlan.Figure each : figures) {
        System.out.printf(
            Locale.ROOT,
            "%-40s %9s %-10s %s%n",
            each.name(),
            number(each.value()),
            each.unit(),
            each.how());
      }
    }
    return 0;
  }

  private List<ScalePlan.Figure> figures(Measured measured) {
    try {
      return ScalePlan.of(workload(measured), site(), measured);
    } catch (IllegalArgumentException e) {
      throw wrong("--heap-mib: " + e.getMessage());
    }
  }

  private Workload workload(Measured measured) {
    if (linesPerDay == null || linesPerDay == 0) {
      throw wrong("--lines-per-day is missing: the unique command lines of a day");
    }
    if (sample > linesPerDay) {
      throw wrong("--sample is more than --lines-per-day");
    }
    if (withoutFull && sample == 0) {
      throw wrong("--without-full needs a --sample");
    }
    double perLine = eventsPerLine == null ? measured.eventsPerLine() : eventsPerLine;
    atLeast("--events-per-line", perLine, 1);
    atLeast("--peak", peak, 1);
    atLeast("--anomalies", topK, 1);
    atLeast("--days", days, 0);
    return new Workload(
        linesPerDay,
        perLine,
        peak,
        !withoutFull,
        sample,
        topK,
        inAll,
        Catalogue.POOL.fallback(),
        Catalogue.UNIQUE_LIMIT.fallback(),
        days);
  }

  private Assumptions site() {
    if (!(busy > 0 && busy <= 1)) {
      throw wrong("--busy must be above 0 and at most 1: " + busy);
    }
    atLeast("--slots", slots, 1);
    atLeast("--heap-mib", heap, 1);
    atLeast("--close-hours", closeHours, 0.001);
    atLeast("--store-mib-per-second", store, 0.001);
    atLeast("--checkpoint-minutes", minutes, 0.001);
    atLeast("--tokens-per-request", tokens, 0);
    atLeast("--price", price, 0);
    return new Assumptions(busy, slots, heap, closeHours, store, minutes, tokens, price);
  }

  private void atLeast(String flag, double value, double least) {
    if (!(value >= least && value < Double.POSITIVE_INFINITY)) {
      throw wrong("%s must be %s or more: %s".formatted(flag, number(least), value));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** A whole number, also with K, M or B behind it. */
  static final class Amount implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)([KMB]?)");
    private static final double MOST = 1e15;

    @Override
    public Long convert(String text) {
      Matcher matcher = FORM.matcher(text.replaceAll("[_,]", "").toUpperCase(Locale.ROOT));
      if (!matcher.matches()) {
        throw new TypeConversionException("no number such as 50000000 or 50M: " + text);
      }
      double times =
          switch (matcher.group(2)) {
            case "K" -> 1e3;
            case "M" -> 1e6;
            case "B" -> 1e9;
            default -> 1;
          };
      double value = times * Double.parseDouble(matcher.group(1));
      if (value > MOST) {
        throw new TypeConversionException("more than 10^15: " + text);
      }
      return Math.round(value);
    }
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return "%,d".formatted((long) value);
    }
    return value >= 100 ? "%,.0f".formatted(value) : "%.2f".formatted(value);
  }
}
