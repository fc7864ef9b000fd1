package dev.longtail.detectors.ranking;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the k highest ranked of the commands added. */
public final class TopK {
  private final int k;
  private final PriorityQueue<ScoredCommand> lowestFirst;

  public TopK(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("top " + k);
    }
    this.k = k;
    this.lowestFirst = new PriorityQueue<>(Math.min(k, 1024), ScoredCommand.RANKING.reversed());
  }

  /** Adds a command. */
  public void add(ScoredCommand scored) {
    if (lowestFirst.size() == k) {
      if (ScoredCommand.RANKING.compare(scored, lowestFirst.element()) >= 0) {
        return;
      }
      lowestFirst.remove();
    }
    lowestFirst.add(scored);
  }

  /** The commands kept, in rank order. */
  public List<ScoredCommand> ranked() {
    List<ScoredCommand> ranked = new ArrayList<>(lowestFirst);
    ranked.sort(ScoredCommand.RANKING);
    return ranked;
  }
}
