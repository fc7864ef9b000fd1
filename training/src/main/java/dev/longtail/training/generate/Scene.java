package dev.longtail.training.generate;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.text.CommandHash;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;

/** Lets the hosts of a fleet run shapes. */
final class Scene {
  private final Fleet fleet;
  private final Expander expander;
  // The map is only looked up, never iterated. Identity is cheaper, because a shape hashes all of
  // its templates.
  private final IdentityHashMap<Shape, List<Fleet.Host>> hosts = new IdentityHashMap<>();

  Scene(Grammar grammar, long seed) {
    fleet = new Fleet(seed);
    expander = new Expander(grammar, fleet, seed);
    for (Shape shape : grammar.shapes()) {
      hosts.put(shape, fleet.hosts(shape.roles()));
    }
  }

  /** A host that {@code shape} may run on. */
  Fleet.Host host(Shape shape, Rng rng) {
    return rng.pick(hosts.get(shape));
  }

  /** Whether {@code shape} may run on {@code host}. */
  static boolean fits(Shape shape, Fleet.Host host) {
    return shape.roles().contains(host.role());
  }

  /** A host of the system. */
  Fleet.Host host(Os os, Rng rng) {
    return rng.pick(fleet.hosts(Role.of(os)));
  }

  /** The event of {@code host} running {@code shape} at a millisecond of the day. */
  GeneratedEvent run(Shape shape, Fleet.Host host, LocalDate day, int millisecond, Rng rng) {
    String account = fleet.account(shape.account(), host, rng);
    Expander.Command command = expander.expand(shape, new Situation(host, account, day), rng);
    long ts = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() + millisecond;
    long identity = CommandHash.mix(CommandHash.of(host.name() + '\0' + command.commandLine()), ts);
    return new GeneratedEvent(
        new CommandEvent(
            HexFormat.of().toHexDigits(identity),
            ts,
            host.name(),
            Fleet.reported(shape.account(), account, shape.os()),
            shape.os().toString(),
            command.parent(),
            command.image(),
            command.commandLine()),
        shape);
  }

  /** A command line of {@code shape} on some host at some time of {@code day}. */
  LabelledLine line(Shape shape, LocalDate day, Rng rng) {
    return run(shape, host(shape, rng), day, 0, rng).line();
  }
}
