package dev.longtail.training.dataset;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.template.CommandTemplate;
import dev.longtail.udfs.text.Counted;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes data sets: give it the labelled sources and the test sets, then the events of the
 * telemetry, then {@link #write}. The rows are a function of the sets of records, whatever their
 * order.
 */
public final class DataSetBuild {
  private static final List<String> LIMITS =
      List.of(
          "Rules label what they know. An attack that no rule knows is not in the regex baseline;"
              + " if it was seen on many hosts, it is there as benign.",
          "A rule is wrong about some lines. rules[].refuted counts those of which a labelled"
              + " source says the opposite; without sources nobody has counted.",
          "A family is known only where a source names it. Lines of unknown family make an"
              + " evaluation by left-out families too good.",
          "Templates guard against lines that differ in numbers and names. Lines that say the same"
              + " in other words pass.");

  private final DataSetSettings settings;
  private final BaselineRules rules;
  private final Consumer<String> progress;
  private final LabelledSources sources = new LabelledSources();
  private final LeakGuard guard = new LeakGuard();
  private TelemetryIntake telemetry;

  /**
   * A build of nothing yet.
   *
   * @param progress gets lines for a person now and then
   */
  public DataSetBuild(DataSetSettings settings, BaselineRules rules, Consumer<String> progress) {
    this.settings = settings;
    this.rules = rules;
    this.progress = progress;
  }

  /**
   * Reads a labelled source; all of them come before the telemetry.
   *
   * @throws InputException naming file, line and field of what cannot be used
   */
  public void source(SourceKind kind, Path input) {
    if (telemetry != null) {
      throw new IllegalStateException("sources come before the telemetry");
    }
    LabelledSources.Counts read = sources.read(kind, input);
    progress.accept(
        "%s: %s (%,d malicious)%s from %s"
            .formatted(
                kind.word(),
                Counted.of(read.records(), "labelled record"),
                read.malicious(),
                read.undecided() == 0 ? "" : ", %,d undecided".formatted(read.undecided()),
                input));
  }

  /**
   * Reads a test set, whose templates are kept out.
   *
   * @throws InputException naming file, line and field of what cannot be used
   */
  public void test(Path input) {
    LeakGuard.Counts read = guard.read(input);
    progress.accept(
        "test: %s, %s from %s"
            .formatted(
                Counted.of(read.records(), "record"),
                Counted.of(read.templates(), "template"),
                input));
  }

  /** Who takes the telemetry. */
  public TelemetryIntake telemetry() {
    if (telemetry == null) {
      telemetry = new TelemetryIntake(settings, rules, sources.lines().keySet());
    }
    return telemetry;
  }

  /**
   * Labels the lines and writes the sets and their card into a folder.
   *
   * @return a summary for a terminal
   * @throws InputException if no line is labelled, or the folder cannot be written
   */
  public String write(Path out) {
    DataSets made = make();
    warn(made.card());
    DataSetCard card = DataSetFiles.write(out, made);
    return CardText.summary(card);
  }

  /** The sets in memory. */
  DataSets make() {
    Map<String, LineHistory> histories = new HashMap<>();
    telemetry().forEach(histories::put);
    RowMaker maker = new RowMaker(settings, guard);
    SetTally byRules = new SetTally();
    SetTally byAll = new SetTally();
    RuleTally tally = new RuleTally();
    for (String line : new TreeSet<>(histories.keySet())) {
      LineHistory history = histories.get(line);
      Optional<LineEvidence> evidence = Optional.ofNullable(sources.lines().get(line));
      tally.add(maker.rules(history), evidence.map(LineEvidence::labels).orElse(Map.of()));
      byRules.add(maker.byRules(line, history));
      if (!sources.counts().isEmpty()) {
        byAll.add(maker.byAll(line, history, evidence));
      }
    }
    Map<String, SetTally> tallies = new LinkedHashMap<>();
    tallies.put(DataSets.RB, byRules);
    tallies.put(DataSets.AB, byAll);
    Map<String, List<DataSetRow>> rows = new LinkedHashMap<>();
    Map<String, SetCard> cards = new LinkedHashMap<>();
    tallies.forEach(
        (name, set) -> {
          if (!set.rows().isEmpty()) {
            rows.put(name, set.rows());
            cards.put(name, set.card());
          }
        });
    if (rows.isEmpty()) {
      throw new InputException(nothing(byRules.card(), byAll.card()));
    }
    return new DataSets(rows, card(rows, cards, tally));
  }

  private String nothing(SetCard byRules, SetCard byAll) {
    long late = byRules.firstSeenInTest().all() + byAll.firstSeenInTest().all();
    long leaked = byRules.allTemplatesInTest().all() + byAll.allTemplatesInTest().all();
    TelemetryIntake.Counts read = telemetry().counts();
    return "no line is left to train on: %s in the telemetry, %,d out of the period; no rule or source says what the lines are, or they were left out (%,d first seen in the test period, %,d of the template of a test line)"
        .formatted(
            Counted.of(read.processStarts(), "process start"), read.outOfPeriod(), late, leaked);
  }

  private DataSetCard card(
      Map<String, List<DataSetRow>> rows, Map<String, SetCard> cards, RuleTally tally) {
    List<BaselineRule> all = new ArrayList<>(rules.all());
    if (settings.benignHosts() > 0) {
      all.add(BaselineRule.FREQUENT);
    }
    return new DataSetCard(
        DataSetCard.FORMAT,
        new DataSetCard.Period(
            text(settings.from()),
            text(settings.to()),
            text(settings.testFrom()),
            days(rows, DataSetRow::firstSeen).min(String::compareTo).orElse(""),
            days(rows, DataSetRow::lastSeen).max(String::compareTo).orElse("")),
        telemetry().counts(),
        sources.counts(),
        guard.counts(),
        new DataSetCard.Versions(rules.version(), CommandTemplate.version()),
        new DataSetCard.Numbers(settings.benignHosts(), settings.mostLines()),
        tally.each(all),
        tally.together(),
        cards,
        LIMITS);
  }

  private static String text(Optional<LocalDate> day) {
    return day.map(Objects::toString).orElse("");
  }

  private static Stream<String> days(
      Map<String, List<DataSetRow>> rows, Function<DataSetRow, String> day) {
    return rows.values().stream().flatMap(List::stream).map(day).filter(text -> !text.isEmpty());
  }

  private void warn(DataSetCard card) {
    TelemetryIntake.Counts read = card.telemetry();
    if (read.unusable() > 0) {
      progress.accept(
          "warning: %s of the telemetry cannot be used, first %s"
              .formatted(Counted.of(read.unusable(), "record"), telemetry().firstUnusable()));
    }
    if (read.sampled()) {
      progress.accept(
          "warning: about %,d different lines, of which a sample is kept; --max-lines keeps more"
              .formatted(read.uniqueLines()));
    }
    card.sets()
        .forEach(
            (name, set) -> {
              warn(set.firstSeenInTest().all(), name, "first seen in the test period");
              set.templateInTest()
                  .forEach(
                      (test, lines) ->
                          warn(lines.all(), name, "of the template of a line of " + test));
              set.contradicted()
                  .forEach((kind, lines) -> warn(lines, name, "benign and malicious to " + kind));
              if (settings.testFrom().isPresent() && set.undated() > 0) {
                progress.accept(
                    "warning: of %s of %s nobody says when they were seen; they may be of the test period"
                        .formatted(Counted.of(set.undated(), "row"), name));
              }
              if (set.labels().benign() == 0 || set.labels().malicious() == 0) {
                progress.accept(
                    "warning: %s has %,d benign and %,d malicious rows; training needs both"
                        .formatted(name, set.labels().benign(), set.labels().malicious()));
              }
            });
  }

  private void warn(long lines, String set, String why) {
    if (lines > 0) {
      progress.accept(
          "warning: %s left out of %s: %s"
              .formatted(Counted.of(lines, "line is", "lines are"), set, why));
    }
  }
}
