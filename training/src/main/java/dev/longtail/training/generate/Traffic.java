package dev.longtail.training.generate;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The process starts of a site, day by day. A day depends only on the seed and its date, so a
 * longer run begins with the days of a shorter run.
 */
final class Traffic {
  /** Share of attack events, one in 400. */
  static final double ATTACK_SHARE = 0.0025;

  private static final Comparator<GeneratedEvent> IN_TIME =
      Comparator.comparingLong((GeneratedEvent e) -> e.event().ts())
          .thenComparing(e -> e.event().eventId());

  private final Grammar grammar;
  private final Scene scene;
  private final Intrusions intrusions;
  private final long seed;

  Traffic(Grammar grammar, Scene scene, long seed) {
    this.grammar = grammar;
    this.scene = scene;
    this.seed = seed;
    intrusions = new Intrusions(grammar, scene);
  }

  /**
   * The events of a day, sorted by time.
   *
   * @param meanEvents events of the mean day; a weekday has a little more, a weekend day fewer
   */
  List<GeneratedEvent> day(LocalDate day, int meanEvents) {
    Rng rng = Rng.of(seed, "traffic " + day);
    int count = (int) Math.round(meanEvents * volume(day.getDayOfWeek()));
    int attacks = (int) Math.round(count * ATTACK_SHARE);
    List<GeneratedEvent> events = new ArrayList<>(count);
    Weighted<Shape> shapes = shapes(day);
    while (events.size() < count - attacks) {
      Shape shape = shapes.draw(rng);
      Fleet.Host host = scene.host(shape, rng);
      events.add(scene.run(shape, host, day, shape.rhythm().millisecond(rng), rng));
    }
    events.addAll(intrusions.day(day, attacks, Rng.of(seed, "intrusions " + day)));
    events.sort(IN_TIME);
    return events;
  }

  /** Five weekdays and two weekend days add up to seven mean days. */
  private static double volume(DayOfWeek day) {
    return day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY ? 0.70 : 1.12;
  }

  /**
   * The shapes that run on a day. People's work and the tail vary: a shape's share is multiplied
   * each day by an exponentially distributed factor of mean 1.
   */
  private Weighted<Shape> shapes(LocalDate day) {
    Weighted.Builder<Shape> shapes = new Weighted.Builder<>();
    for (Os os : Os.values()) {
      for (Tier tier : Tier.values()) {
        List<Shape> group =
            grammar.shapes().stream()
                .filter(s -> s.os() == os && s.tier() == tier && s.exposure() == Exposure.OPEN)
                .toList();
        double rates = group.stream().mapToDouble(Shape::rate).sum();
        for (Shape shape : group) {
          double share = share(os) * tier.share() * shape.rate() / rates;
          double spell = tier == Tier.HEAD ? 1 : spell(shape, day);
          shapes.add(shape, share * shape.rhythm().share(day.getDayOfWeek()) * spell);
        }
      }
    }
    return shapes.build();
  }

  private double spell(Shape shape, LocalDate day) {
    double unit = Rng.of(seed, "spell " + shape.os() + shape.family() + day).unit();
    return -StrictMath.log(1 - unit);
  }

  /** Share of a system in the benign events. */
  static double share(Os os) {
    return switch (os) {
      case WINDOWS -> 0.58;
      case LINUX -> 0.29;
      case MACOS -> 0.13;
    };
  }
}
