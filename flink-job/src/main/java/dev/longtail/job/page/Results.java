package dev.longtail.job.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.graph.Output;
import dev.longtail.udfs.io.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the page knows of the outputs: all counts, and the latest anomalies, exemplars and verdicts,
 * in bounded memory. A record that comes twice counts once. Thread-safe.
 */
final class Results {
  static final int MOST = 240;
  private static final long MOST_CHARACTERS = 8_000_000;
  private static final int REMEMBERED = 20_000;

  private final FunnelFold counts = new FunnelFold();
  private final TreeSet<ShownAnomaly> anomalies = new TreeSet<>();
  private final Map<String, ShownAnomaly> anomalyById = new HashMap<>();
  private final Map<String, ShownExemplar> exemplars = new HashMap<>();
  private final Map<String, ShownDrift> drifts = new TreeMap<>();
  private final RecentIds recent = new RecentIds(REMEMBERED);

  private String driftWindow = "";

  /** Other numbers after each start, and few enough digits for a browser's numbers. */
  private long version = System.currentTimeMillis() << 10;

  private Funnel funnel = counts.funnel();
  private long funnelVersion = version;

  /** Takes a record of an output; what is no record of ours is passed over. */
  synchronized void take(Output output, String json, Instant at) {
    try {
      JsonNode record = Json.MAPPER.readTree(json);
      if (!record.isObject()) {
        return;
      }
      switch (output) {
        case FUNNEL -> add(Json.MAPPER.treeToValue(record, FunnelCount.class));
        case ANOMALIES -> add(OutputRecords.anomaly(record));
        case EXEMPLARS -> add("e", OutputRecords.exemplar(record, at));
        case DRIFT -> add(OutputRecords.drift(record));
        case VERDICTS -> add("v", OutputRecords.verdict(record, at));
        default -> {
          return;
        }
      }
      version++;
    } catch (JsonProcessingException e) {
      // Topics may hold records of others, or of a later release.
    }
  }

  private void add(FunnelCount count) {
    if (count.window() != null
        && count.scale() != null
        && count.stage() != null
        && count.place() != null) {
      counts.add(count);
    }
  }

  private void add(ShownDrift drift) {
    int later = drift.window().compareTo(driftWindow);
    if (later > 0) {
      driftWindow = drift.window();
      drifts.clear();
    }
    if (later >= 0 && drifts.size() < MOST) {
      drifts.put(drift.measure(), drift);
    }
  }

  private void add(ShownAnomaly anomaly) {
    ShownAnomaly before = anomalyById.put(anomaly.id(), anomaly);
    if (before != null) {
      anomalies.remove(before);
    }
    anomalies.add(anomaly);
    while (anomalies.size() > MOST
        || (anomalies.size() > 1
            && areTooMuch(anomalies.stream().map(ShownAnomaly::line).toList()))) {
      anomalyById.remove(anomalies.pollLast().id());
    }
  }

  private void add(String kind, ShownExemplar exemplar) {
    if (!recent.isNew(kind + exemplar.id())) {
      return;
    }
    exemplars.merge(exemplar.id(), exemplar, ShownExemplar::with);
    while (exemplars.size() > MOST
        || (exemplars.size() > 1
            && areTooMuch(exemplars.values().stream().map(ShownExemplar::line).toList()))) {
      exemplars.remove(latestFirst().get(exemplars.size() - 1).id());
    }
  }

  /** Whether the lines are more than may be kept. */
  private static boolean areTooMuch(List<CommandText> lines) {
    return lines.stream().mapToLong(line -> line.kept().length()).sum() > MOST_CHARACTERS;
  }

  /** Grows with every record. */
  synchronized long version() {
    return version;
  }

  /** The counts. */
  synchronized Funnel funnel() {
    if (funnelVersion != version) {
      funnel = counts.funnel();
      funnelVersion = version;
    }
    return funnel;
  }

  /** By what the latest window is unlike those before it; mostly nothing. */
  synchronized List<ShownDrift> moved() {
    return drifts.values().stream().filter(ShownDrift::moved).toList();
  }

  /** The anomalies of the latest window and of earlier ones, the most unusual first. */
  synchronized List<ShownAnomaly> anomalies() {
    return List.copyOf(anomalies);
  }

  /** The latest exemplars and verdicts, the latest first. */
  synchronized List<ShownExemplar> exemplars() {
    return latestFirst();
  }

  private List<ShownExemplar> latestFirst() {
    List<ShownExemplar> list = new ArrayList<>(exemplars.values());
    list.sort(
        Comparator.comparing(ShownExemplar::at)
            .thenComparing(ShownExemplar::window)
            .reversed()
            .thenComparingInt(ShownExemplar::rank)
            .thenComparing(ShownExemplar::id));
    return list;
  }

  /** The whole command line of an anomaly or exemplar that is shown. */
  synchronized Optional<CommandText> line(String id) {
    ShownAnomaly anomaly = anomalyById.get(id);
    if (anomaly != null) {
      return Optional.of(anomaly.line());
    }
    return Optional.ofNullable(exemplars.get(id)).map(ShownExemplar::line);
  }
}
