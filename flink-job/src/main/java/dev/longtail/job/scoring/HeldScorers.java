package dev.longtail.job.scoring;

import dev.longtail.udfs.io.InputException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The scorers of one thread: of the model in use, and of one that earlier lines still name. A model
 * that is not to be had any more, because another lies in its place, is replaced by what is live.
 */
public final class HeldScorers implements AutoCloseable {
  private static final int MOST = 2;

  private final LivePlace place;
  private final BiConsumer<InputException, LiveModel> replaced;
  private final Map<String, LiveScorer> scorers = new LinkedHashMap<>();

  /**
   * No scorers yet.
   *
   * @param replaced is told which model takes the place of one that cannot be used
   */
  public HeldScorers(LivePlace place, BiConsumer<InputException, LiveModel> replaced) {
    this.place = place;
    this.replaced = replaced;
  }

  /**
   * The scorer of a model.
   *
   * @throws InputException if neither it nor the live one can be used
   */
  public LiveScorer of(LiveModel model) {
    LiveScorer known = scorers.get(model.content());
    if (known != null) {
      return known;
    }
    LiveScorer scorer;
    try {
      scorer = new LiveScorer(model, place.embedding());
    } catch (InputException e) {
      LiveModel live = place.now();
      scorer = new LiveScorer(live, place.embedding());
      replaced.accept(e, live);
    }
    if (scorers.size() == MOST) {
      scorers.remove(scorers.keySet().iterator().next()).close();
    }
    scorers.put(model.content(), scorer);
    return scorer;
  }

  @Override
  public void close() {
    scorers.values().forEach(LiveScorer::close);
  }
}
