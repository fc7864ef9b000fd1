package dev.longtail.job.scoring;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The commands of a window whose scores are nearest to the threshold: those that the classifier is
 * least sure of. Of equally near ones the smaller hash is taken, so that arrival does not matter. A
 * command is in it once.
 */
final class UncertainLines {
  private static final Comparator<Detection> NEAREST =
      Comparator.comparingDouble(Detection::distance)
          .thenComparing(each -> each.line().hash(), Long::compareUnsigned);

  private final int most;
  private final TreeSet<Detection> nearest = new TreeSet<>(NEAREST);

  /** An empty queue of at most {@code most} lines. */
  UncertainLines(int most) {
    this.most = most;
  }

  void add(Detection line) {
    if (nearest.add(line) && nearest.size() > most) {
      nearest.pollLast();
    }
  }

  /** The lines, the nearest first. */
  List<Detection> lines() {
    return List.copyOf(nearest);
  }
}
