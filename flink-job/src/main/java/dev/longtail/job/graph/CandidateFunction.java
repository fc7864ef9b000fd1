package dev.longtail.job.graph;

import dev.longtail.detectors.flink.GrowingWindows;
import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.job.scoring.HeldScorers;
import dev.longtail.job.scoring.LineToScore;
import dev.longtail.job.scoring.LivePlace;
import dev.longtail.job.scoring.ValueWindow;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the commands of a shard's window of whose labels the classifier's text half would learn
 * most ({@link ValueWindow}). All events come here, because an anomaly tells its occurrences and
 * its first event; only unique commands are scored. Embeddings wait until the window closes.
 */
final class CandidateFunction
    extends GrowingWindows<Integer, LineToScore, ValueWindow, ValueWindow.Candidate> {
  private static final Logger LOG = LoggerFactory.getLogger(CandidateFunction.class);
  private static final long serialVersionUID = 1L;

  private final LivePlace place;
  private final int most;
  private transient HeldScorers scorers;
  private transient Counter scored;

  /** Sends the best {@code most} of each shard's window. */
  CandidateFunction(DetectorWindows windows, WindowClosing closing, LivePlace place, int most) {
    super(windows, closing, "value-windows", JobMappers.VALUE_WINDOW);
    this.place = place;
    this.most = most;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    super.open(context);
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup(ScoringFunction.METRICS);
    scored = metrics.counter("candidates_scored_total");
    scorers =
        new HeldScorers(
            place,
            (problem, live) ->
                LOG.warn("{}; model {} takes its place, which is live", problem, live.content()));
  }

  @Override
  protected long timeIn(LineToScore line) {
    return line.command().sighting().firstSeen();
  }

  @Override
  protected String nameOf(LineToScore line) {
    return "candidate %016x".formatted(line.command().sighting().hash());
  }

  @Override
  protected ValueWindow begin(long start) {
    return new ValueWindow(most);
  }

  @Override
  protected void take(
      LineToScore line,
      ValueWindow window,
      long start,
      boolean predecessorClosed,
      Context context) {
    if (!window.merge(line.command().sighting()) && line.command().first()) {
      scored.inc();
      window.add(
          new ValueWindow.Candidate(line.command().sighting(), line.model()),
          scorers.of(line.model()).textDoubt(line.commandLine()));
    }
  }

  @Override
  protected void end(
      long start, ValueWindow window, Context context, Collector<ValueWindow.Candidate> out) {
    window.candidates().forEach(out::collect);
  }

  @Override
  public void close() {
    if (scorers != null) {
      scorers.close();
    }
  }
}
