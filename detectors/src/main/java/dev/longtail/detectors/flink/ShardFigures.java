package dev.longtail.detectors.flink;

import dev.longtail.detectors.window.ShardWindow;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * How much the open windows of a subtask's shards hold, and how old their models are. One thread
 * notes, any thread reads. Notes are not state: after a restart a window is known again from its
 * next candidate or one of its next {@value #EVERY} events.
 */
final class ShardFigures {
  /** No model is known. */
  static final long NO_MODEL = 0;

  /** A window is noted at least each time it has got as many events. */
  private static final int EVERY = 256;

  private final Map<OpenWindow, Sizes> open = new ConcurrentHashMap<>();
  private final Map<Integer, Long> models = new ConcurrentHashMap<>();

  private record OpenWindow(int shard, long start) {}

  private record Sizes(int candidates, long unique) {}

  /** Whether it is time to note a window with {@code events} events: often at its beginning. */
  static boolean isTime(long events) {
    return (events & (EVERY - 1)) == 0 || Long.bitCount(events) == 1;
  }

  /** Notes the sizes of an open window. */
  void note(int shard, ShardWindow window) {
    open.put(
        new OpenWindow(shard, window.window()), new Sizes(window.candidates(), window.unique()));
  }

  /** Notes the window on which the shard's latest model was fitted. */
  void noteModel(int shard, long window) {
    models.put(shard, window);
  }

  /** A window was closed. */
  void closed(int shard, long start) {
    open.remove(new OpenWindow(shard, start));
  }

  /** Candidates in the pools of the open windows. */
  long candidates() {
    return sum(Sizes::candidates);
  }

  /** Unique commands of the open windows. */
  long unique() {
    return sum(Sizes::unique);
  }

  /** Open windows, each shard's on its own. */
  int windows() {
    return open.size();
  }

  private long sum(ToLongFunction<Sizes> size) {
    return open.values().stream().mapToLong(size).sum();
  }

  /**
   * Start of the earliest window among those on which the shards' latest models were fitted, in
   * milliseconds since the epoch; {@link #NO_MODEL} if none is known.
   */
  long earliestModel() {
    return models.values().stream().mapToLong(Long::longValue).min().orElse(NO_MODEL);
  }
}
