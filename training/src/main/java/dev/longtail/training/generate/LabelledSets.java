package dev.longtail.training.generate;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Draws the training and test sets; the package's documentation says how and why. */
final class LabelledSets {
  private static final int RB_BENIGN = 1200;
  private static final int RB_MALICIOUS = 350;
  private static final int AB_MORE_BENIGN = 2400;
  private static final int AB_MORE_MALICIOUS = 1250;

  /** A line is taken for benign without review if at least so many hosts run its form. */
  private static final int PREVALENT_HOSTS = 5;

  private static final int TIME_SPLIT_DAYS = 21;
  private static final int TIME_SPLIT_BENIGN = 2000;
  private static final int TIME_SPLIT_MALICIOUS = 300;
  private static final int INCIDENT_BENIGN = 1500;
  private static final int INCIDENT_MALICIOUS = 600;

  /** Share of held-out shapes in each half of the incident set. */
  private static final double INCIDENT_HELD_OUT = 0.3;

  /**
   * Draws per wanted line before giving up. A grammar can run out of new lines, because a short
   * command has few spellings.
   */
  private static final int PATIENCE = 50;

  private final Grammar grammar;
  private final Scene scene;
  private final Traffic traffic;
  private final Census census;
  private final GeneratorOptions options;

  LabelledSets(
      Grammar grammar, Scene scene, Traffic traffic, Census census, GeneratorOptions options) {
    this.grammar = grammar;
    this.scene = scene;
    this.traffic = traffic;
    this.census = census;
    this.options = options;
  }

  /**
   * The sets.
   *
   * @param rb regex baseline
   * @param ab aggregated baseline, which begins with the regex baseline
   * @param timeSplit the easy test set
   * @param incident the hard test set
   */
  record Sets(
      List<LabelledLine> rb,
      List<LabelledLine> ab,
      List<LabelledLine> timeSplit,
      List<LabelledLine> incident) {}

  Sets draw() {
    Set<String> seen = new HashSet<>();
    List<LabelledLine> rb = regexBaseline(seen);
    List<LabelledLine> ab = aggregatedBaseline(rb, seen);
    List<LabelledLine> timeSplit = timeSplit(seen);
    List<LabelledLine> incident = incident(seen);
    return new Sets(rb, ab, timeSplit, incident);
  }

  private List<LabelledLine> regexBaseline(Set<String> seen) {
    Rng rng = Rng.of(options.seed(), "regex baseline");
    List<LabelledLine> set =
        new ArrayList<>(asBenign(firstOf(unsuspected(census.repeated()), RB_BENIGN)));
    set.forEach(line -> seen.add(line.cmd()));
    Weighted<Shape> reported = attacks(shape -> shape.exposure() != Exposure.INCIDENT);
    set.addAll(lines(rng, reported, StaticRules::match, RB_MALICIOUS, seen));
    return set;
  }

  private List<LabelledLine> aggregatedBaseline(List<LabelledLine> rb, Set<String> seen) {
    Rng rng = Rng.of(options.seed(), "aggregated baseline");
    List<LabelledLine> set = new ArrayList<>(rb);
    List<LabelledLine> prevalent = new ArrayList<>(unsuspected(census.prevalent(PREVALENT_HOSTS)));
    prevalent.removeIf(line -> seen.contains(line.cmd()));
    rng.shuffle(prevalent);
    set.addAll(asBenign(firstOf(prevalent, AB_MORE_BENIGN)));
    set.forEach(line -> seen.add(line.cmd()));
    set.addAll(lines(rng, detonating(), line -> true, AB_MORE_MALICIOUS, seen));
    return set;
  }

  /** The traffic of the weeks after the telemetry, without the lines known by then. */
  private List<LabelledLine> timeSplit(Set<String> seen) {
    Rng rng = Rng.of(options.seed(), "time split");
    Map<String, LabelledLine> benign = new LinkedHashMap<>();
    for (int i = 1; i <= TIME_SPLIT_DAYS; i++) {
      List<GeneratedEvent> events =
          traffic.day(options.end().plusDays(i - 1), options.eventsPerDay());
      rng.shuffle(events);
      int wanted = TIME_SPLIT_BENIGN * i / TIME_SPLIT_DAYS;
      for (GeneratedEvent event : events) {
        LabelledLine line = event.line();
        boolean isNew = !census.contains(line.cmd()) && !seen.contains(line.cmd());
        if (benign.size() < wanted && isNew && !line.isMalicious()) {
          benign.putIfAbsent(line.cmd(), line);
        }
      }
    }
    List<LabelledLine> set = new ArrayList<>(benign.values());
    seen.addAll(benign.keySet());
    set.addAll(lines(rng, detonating(), line -> true, TIME_SPLIT_MALICIOUS, seen));
    return set;
  }

  private List<LabelledLine> incident(Set<String> seen) {
    Rng rng = Rng.of(options.seed(), "incident");
    KnownTemplates known = new KnownTemplates(census.commandLines(), seen);
    List<LabelledLine> set = new ArrayList<>();
    int heldOut = (int) (INCIDENT_BENIGN * INCIDENT_HELD_OUT);
    set.addAll(longer(rng, tail(Exposure.INCIDENT), known, heldOut, seen));
    set.addAll(longer(rng, tail(Exposure.OPEN), known, INCIDENT_BENIGN - set.size(), seen));
    int benign = set.size();
    heldOut = (int) (INCIDENT_MALICIOUS * INCIDENT_HELD_OUT);
    Predicate<Shape> isHeldOut = shape -> shape.exposure() == Exposure.INCIDENT;
    set.addAll(lines(rng, attacks(isHeldOut), known::isNew, heldOut, seen));
    int missing = INCIDENT_MALICIOUS - (set.size() - benign);
    set.addAll(lines(rng, attacks(isHeldOut.negate()), known::isNew, missing, seen));
    return set;
  }

  /**
   * As {@link #lines}, of twice as many lines the longer half: people are called to what they
   * cannot read at a glance.
   */
  private List<LabelledLine> longer(
      Rng rng, Weighted<Shape> shapes, KnownTemplates known, int count, Set<String> seen) {
    List<LabelledLine> drawn = lines(rng, shapes, known::isNew, 2 * count, seen);
    drawn.sort(
        Comparator.comparingInt((LabelledLine line) -> -line.cmd().length())
            .thenComparing(LabelledLine::cmd));
    return firstOf(drawn, count);
  }

  private Weighted<Shape> tail(Exposure exposure) {
    return shapes(shape -> shape.tier() == Tier.TAIL && shape.exposure() == exposure);
  }

  /** Attacks that a sandbox run reveals. */
  private Weighted<Shape> detonating() {
    return attacks(shape -> shape.exposure() == Exposure.OPEN);
  }

  private Weighted<Shape> attacks(Predicate<Shape> which) {
    return shapes(shape -> shape.isAttack() && which.test(shape));
  }

  /** Draws systems by their share in the telemetry, and shapes of a system by their rates. */
  private Weighted<Shape> shapes(Predicate<Shape> which) {
    Weighted.Builder<Shape> shapes = new Weighted.Builder<>();
    for (Os os : Os.values()) {
      List<Shape> group =
          grammar.shapes().stream().filter(s -> s.os() == os).filter(which).toList();
      double rates = group.stream().mapToDouble(Shape::rate).sum();
      group.forEach(shape -> shapes.add(shape, Traffic.share(os) * shape.rate() / rates));
    }
    return shapes.build();
  }

  /** Up to {@code count} lines that are neither in the telemetry nor in {@code seen}. */
  private List<LabelledLine> lines(
      Rng rng, Weighted<Shape> shapes, Predicate<String> accept, int count, Set<String> seen) {
    List<LabelledLine> lines = new ArrayList<>();
    for (int tries = 0; lines.size() < count && tries < PATIENCE * count; tries++) {
      LocalDate day = options.end().plusDays(rng.below(TIME_SPLIT_DAYS));
      LabelledLine line = scene.line(shapes.draw(rng), day, rng);
      boolean isNew = !census.contains(line.cmd()) && !seen.contains(line.cmd());
      if (isNew && accept.test(line.cmd())) {
        seen.add(line.cmd());
        lines.add(line);
      }
    }
    return lines;
  }

  private static List<LabelledLine> firstOf(List<LabelledLine> lines, int count) {
    return lines.subList(0, Math.min(count, lines.size()));
  }

  private static List<LabelledLine> unsuspected(List<LabelledLine> lines) {
    return lines.stream().filter(line -> !StaticRules.match(line.cmd())).toList();
  }

  /**
   * A frequent line that matches no rule is taken for benign, because a baseline knows nothing
   * more.
   */
  private static List<LabelledLine> asBenign(List<LabelledLine> lines) {
    return lines.stream()
        .map(line -> new LabelledLine(line.cmd(), LabelledLine.BENIGN, line.family(), line.os()))
        .toList();
  }
}
