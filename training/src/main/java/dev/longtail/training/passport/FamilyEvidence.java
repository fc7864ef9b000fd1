package dev.longtail.training.passport;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Where, when and how often the lines of a pattern ran. */
final class FamilyEvidence {
  private static final int MOST_HOSTS = 10_000;
  private static final int MOST_LINES = 10_000;
  private static final int MOST_TRAITS = 20;

  private final Set<String> days = new TreeSet<>();
  private final Set<String> hosts = new TreeSet<>();
  private final Set<String> users = new TreeSet<>();
  private final Set<String> images = new TreeSet<>();
  private final Set<String> parents = new TreeSet<>();
  private final Map<String, Long> lines = new HashMap<>();
  private final Set<String> foreign = new TreeSet<>();
  private long events;

  /**
   * Takes a sighting.
   *
   * @param ownTemplate whether its template is the family's
   */
  void add(LineSighting sighting, boolean ownTemplate) {
    events += sighting.events();
    days.add(sighting.day());
    add(hosts, sighting.host(), MOST_HOSTS);
    add(users, sighting.user(), MOST_TRAITS);
    add(images, sighting.image(), MOST_TRAITS);
    add(parents, sighting.parent(), MOST_TRAITS);
    if (lines.containsKey(sighting.line()) || lines.size() < MOST_LINES) {
      lines.merge(sighting.line(), sighting.events(), Long::sum);
    }
    if (!ownTemplate) {
      add(foreign, sighting.line(), MOST_LINES);
    }
  }

  private static void add(Set<String> to, String value, int most) {
    if (to.size() < most) {
      to.add(value);
    }
  }

  long events() {
    return events;
  }

  List<String> days() {
    return List.copyOf(days);
  }

  List<String> hosts() {
    return List.copyOf(hosts);
  }

  List<String> users() {
    return List.copyOf(users);
  }

  List<String> images() {
    return List.copyOf(images);
  }

  List<String> parents() {
    return List.copyOf(parents);
  }

  /** Lines of other templates that the pattern matches as well. */
  int foreignLines() {
    return foreign.size();
  }

  /** The lines, the most frequent first. */
  List<String> lines() {
    List<String> sorted = new ArrayList<>(lines.keySet());
    sorted.sort(
        Comparator.comparingLong((String line) -> -lines.get(line))
            .thenComparing(Comparator.naturalOrder()));
    return sorted;
  }
}
