package dev.longtail.training.data;

import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Parts of what was mined at the full scale: its first days, or what a number of labels gave. They
 * answer how long to mine and how much to pay.
 */
public final class Parts {
  /** Days and labels tried: steps of about two, at most as many as there are. */
  private static final List<Integer> DAYS = List.of(1, 2, 3, 5, 7, 10, 14, 21, 28);

  private static final int FIRST_LABELS = 100;
  private static final long SALT = 0x6c6162656c73L;

  private Parts() {}

  /** What the first days gave, by their number; all days are the last part. */
  public static Map<Integer, Augmentation> byDays(Augmentation mined) {
    List<MinedCommand> lines = fullScale(mined.admitted());
    List<String> windows =
        List.copyOf(new TreeSet<>(lines.stream().map(MinedCommand::window).toList()));
    Map<Integer, Augmentation> parts = new LinkedHashMap<>();
    List<Integer> counts = new ArrayList<>(DAYS.stream().filter(d -> d < windows.size()).toList());
    counts.add(windows.size());
    for (int count : counts) {
      Set<String> first = Set.copyOf(windows.subList(0, count));
      parts.put(
          count,
          mined.with(
              lines.stream().filter(line -> first.contains(line.window())).toList(), List.of()));
    }
    return parts;
  }

  /**
   * What the labels of exemplars gave, by their number. They are drawn by hash, and one that led to
   * no admission counts as well.
   */
  public static Map<Integer, Augmentation> byLabels(Augmentation mined) {
    Map<String, MinedCommand> asked = new LinkedHashMap<>();
    fullScale(mined.exemplars()).forEach(line -> asked.putIfAbsent(line.cmd(), line));
    List<MinedCommand> drawn = drawn(List.copyOf(asked.values()));
    List<MinedCommand> admitted = fullScale(mined.admitted());
    Map<Integer, Augmentation> parts = new LinkedHashMap<>();
    for (int count : labels(drawn.size())) {
      Set<String> labelled = new HashSet<>();
      drawn.subList(0, count).forEach(line -> labelled.add(line.cmd()));
      parts.put(
          count,
          mined.with(
              admitted.stream().filter(line -> labelled.contains(line.cmd())).toList(), List.of()));
    }
    return parts;
  }

  /** The same for the admitted random lines. */
  public static Map<Integer, Augmentation> byLabelsOfRandom(Augmentation mined) {
    List<MinedCommand> drawn = drawn(fullScale(mined.random()));
    Map<Integer, Augmentation> parts = new LinkedHashMap<>();
    for (int count : labels(drawn.size())) {
      parts.put(count, mined.with(List.of(), drawn.subList(0, count)));
    }
    return parts;
  }

  /** Doubling, and all of them. */
  private static Set<Integer> labels(int all) {
    Set<Integer> counts = new TreeSet<>();
    for (int count = FIRST_LABELS; count < all; count *= 2) {
      counts.add(count);
    }
    if (all > 0) {
      counts.add(all);
    }
    return counts;
  }

  private static List<MinedCommand> fullScale(List<MinedCommand> lines) {
    return lines.stream().filter(line -> line.scale().equals(MinedCommand.FULL)).toList();
  }

  private static List<MinedCommand> drawn(List<MinedCommand> lines) {
    return lines.stream()
        .sorted(
            Comparator.comparingLong(
                    (MinedCommand line) -> CommandHash.mix(CommandHash.of(line.cmd()), SALT))
                .thenComparing(MinedCommand::cmd)
                .thenComparing(MinedCommand::window))
        .toList();
  }
}
