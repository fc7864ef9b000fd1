package dev.longtail.training.generate;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Intruders: each works on one host and runs a few commands within one or two hours. */
final class Intrusions {
  private static final int LONGEST_MS = 90 * 60 * 1000;
  private static final int DAY_MS = 24 * 3600 * 1000;

  private final Scene scene;
  private final Map<Os, List<Shape>> shapes = new EnumMap<>(Os.class);
  private final Weighted<Os> systems;

  Intrusions(Grammar grammar, Scene scene) {
    this.scene = scene;
    Weighted.Builder<Os> systems = new Weighted.Builder<>();
    for (Os os : Os.values()) {
      List<Shape> ofSystem =
          grammar.shapes().stream()
              .filter(s -> s.isAttack() && s.os() == os && s.exposure() != Exposure.INCIDENT)
              .toList();
      shapes.put(os, ofSystem);
      systems.add(os, ofSystem.isEmpty() ? 0 : Traffic.share(os));
    }
    this.systems = systems.build();
  }

  /** Exactly {@code count} events of a day, in no order. */
  List<GeneratedEvent> day(LocalDate day, int count, Rng rng) {
    List<GeneratedEvent> events = new ArrayList<>(count);
    while (events.size() < count) {
      Os os = systems.draw(rng);
      Fleet.Host host = scene.host(os, rng);
      List<Shape> fitting = shapes.get(os).stream().filter(s -> Scene.fits(s, host)).toList();
      if (fitting.isEmpty()) {
        continue;
      }
      Weighted.Builder<Shape> choice = new Weighted.Builder<>();
      fitting.forEach(s -> choice.add(s, s.rate()));
      Weighted<Shape> attacks = choice.build();
      int start = rng.below(DAY_MS - LONGEST_MS);
      int commands = Math.min(2 + rng.below(5), count - events.size());
      for (int i = 0; i < commands; i++) {
        int at = start + rng.below(LONGEST_MS);
        events.add(scene.run(attacks.draw(rng), host, day, at, rng));
      }
    }
    return events;
  }
}
