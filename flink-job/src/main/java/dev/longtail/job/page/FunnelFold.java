package dev.longtail.job.page;

import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.funnel.WindowAndScale;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Adds up the counts of a stream in bounded memory; {@link Funnel} remembers every place.
 *
 * <p>Shards and the registry are few places that send totals. A dead letter or an exemplar is a
 * place of its own with a count of one: such places are added up, and only the latest are
 * remembered, because a record that comes twice comes again soon. Beyond {@value #MOST_ROWS} rows
 * the counts of the earliest window go to the window {@code unknown}.
 */
final class FunnelFold {
  static final int MOST_ROWS = 2_000;
  private static final int MOST_PLACES = 1 << 15;
  private static final String ADDED_UP = "each";

  private static final Set<FunnelStage> ONE_BY_ONE =
      EnumSet.of(
          FunnelStage.UNPARSABLE,
          FunnelStage.FUTURE,
          FunnelStage.REPLAYED,
          FunnelStage.BENIGN,
          FunnelStage.MALICIOUS,
          FunnelStage.ABSTAINED,
          FunnelStage.ADMITTED,
          FunnelStage.QUARANTINED,
          FunnelStage.LATE_RESULTS);

  private final TreeMap<WindowAndScale, Map<FunnelStage, Map<String, Long>>> rows = new TreeMap<>();
  private final Map<String, String> latestLeftOut = new HashMap<>();
  private final RecentIds recent = new RecentIds(200_000);

  /** Adds a count. */
  void add(FunnelCount count) {
    WindowAndScale key = new WindowAndScale(count.window(), count.scale());
    boolean gone =
        !key.isUnknown()
            && count.window().compareTo(latestLeftOut.getOrDefault(count.scale(), "")) <= 0;
    if (ONE_BY_ONE.contains(count.stage())) {
      String place = count.window() + count.scale() + count.stage() + count.place();
      if (recent.isNew(place)) {
        WindowAndScale at =
            gone ? new WindowAndScale(FunnelCount.UNKNOWN_WINDOW, count.scale()) : key;
        places(at, count.stage()).merge(ADDED_UP, count.count(), Long::sum);
      }
    } else if (!gone) {
      Map<String, Long> places = places(key, count.stage());
      if (places.size() < MOST_PLACES || places.containsKey(count.place())) {
        places.merge(count.place(), count.count(), Math::max);
      }
    }
    while (rows.size() > MOST_ROWS) {
      leaveOutTheEarliest();
    }
  }

  private Map<String, Long> places(WindowAndScale key, FunnelStage stage) {
    return rows.computeIfAbsent(key, k -> new EnumMap<>(FunnelStage.class))
        .computeIfAbsent(stage, s -> new HashMap<>());
  }

  private void leaveOutTheEarliest() {
    Map.Entry<WindowAndScale, Map<FunnelStage, Map<String, Long>>> earliest = rows.pollFirstEntry();
    WindowAndScale key = earliest.getKey();
    latestLeftOut.merge(key.scale(), key.window(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
    WindowAndScale unknown = new WindowAndScale(FunnelCount.UNKNOWN_WINDOW, key.scale());
    earliest
        .getValue()
        .forEach((stage, places) -> places(unknown, stage).merge(ADDED_UP, sum(places), Long::sum));
  }

  private static long sum(Map<String, Long> places) {
    return places.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The funnel so far. */
  Funnel funnel() {
    Funnel funnel = new Funnel();
    rows.forEach(
        (key, stages) ->
            stages.forEach(
                (stage, places) ->
                    funnel.add(
                        new FunnelCount(key.window(), key.scale(), stage, ADDED_UP, sum(places)))));
    return funnel;
  }
}
