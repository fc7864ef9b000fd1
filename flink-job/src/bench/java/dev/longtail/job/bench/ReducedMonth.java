package dev.longtail.job.bench;

import dev.longtail.detectors.flink.ShardKeys;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.SampleWindow;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.training.classify.EmbeddingMemory;
import dev.longtail.udfs.template.CommandTemplate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The samples of the reduced scale of many windows, all unique lines of each, in memory. */
public final class ReducedMonth {
  private final DetectorWindows windows;
  private final TreeMap<Long, Map<Long, Sighting>> sightings = new TreeMap<>();

  /**
   * The sample of a shard's window.
   *
   * @param window start of the window
   * @param shard key of the shard, as in the job
   * @param lines in the order of the job, each embedded
   */
  public record Part(long window, int shard, List<Line> lines) {}

  /** A month without lines. */
  public ReducedMonth(DetectorWindows windows) {
    this.windows = windows;
  }

  /** Adds an event. */
  public void add(Sighting sighting) {
    sightings
        .computeIfAbsent(windows.startOf(sighting.firstSeen()), window -> new HashMap<>())
        .merge(sighting.hash(), sighting, Sighting::merge);
  }

  /** The samples, by window and shard. */
  public List<Part> parts(EmbeddingMemory memory, int shards) {
    Set<String> lines = new HashSet<>();
    sightings.values().stream()
        .flatMap(window -> window.values().stream())
        .forEach(sighting -> lines.add(sighting.commandLine()));
    memory.remember(lines);
    Map<String, String> templates = new HashMap<>();
    Map<String, float[]> vectors = new HashMap<>();
    for (String line : lines) {
      String template = CommandTemplate.of(line);
      templates.put(line, templates.getOrDefault(template, template));
      vectors.computeIfAbsent(template, t -> memory.of(line));
    }
    ShardKeys keys = new ShardKeys(shards, TopologyOptions.MAX_PARALLELISM);
    List<Part> parts = new ArrayList<>();
    sightings.forEach(
        (window, seen) -> {
          TreeMap<Integer, List<Line>> byShard = new TreeMap<>();
          for (Sighting sighting : seen.values()) {
            String template = templates.get(sighting.commandLine());
            byShard
                .computeIfAbsent(keys.getKey(sighting), key -> new ArrayList<>())
                .add(Line.of(sighting).embedded(template, vectors.get(template)));
          }
          byShard.forEach((shard, of) -> parts.add(new Part(window, shard, inOrder(window, of))));
        });
    return parts;
  }

  private static List<Line> inOrder(long window, Collection<Line> lines) {
    SampleWindow sample = new SampleWindow(window, lines.size() + 1);
    lines.forEach(sample::add);
    return sample.sample();
  }
}
