package dev.longtail.job.graph;

import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.Scale;
import dev.longtail.job.scoring.LivePlace;
import dev.longtail.job.scoring.LiveScorer;
import dev.longtail.job.scoring.ValueWindow;
import dev.longtail.udfs.template.CommandTemplate;
import java.util.List;
import org.apache.flink.streaming.api.functions.async.ResultFuture;

/**
 * Gives each candidate its value by the whole model, with its embedding if the model needs one: the
 * less sure the model is, the more a label teaches it (D. D. Lewis and W. A. Gale, <i>A sequential
 * algorithm for training text classifiers</i>, SIGIR 1994).
 */
final class ValueFunction extends ScoringFunction<ValueWindow.Candidate, ScoredCommand> {
  /** The name in results, beside those of the detectors. */
  static final String NAME = "value";

  private static final long serialVersionUID = 1L;

  private final DetectorWindows windows;

  ValueFunction(LivePlace place, DetectorWindows windows) {
    super(place);
    this.windows = windows;
  }

  @Override
  public void asyncInvoke(ValueWindow.Candidate candidate, ResultFuture<ScoredCommand> result) {
    String line = candidate.sighting().commandLine();
    if (scorer(candidate.model()).needsVectors()) {
      withVector(line, result, vector -> List.of(scored(candidate, vector)));
    } else {
      result.complete(List.of(scored(candidate, null)));
    }
  }

  private ScoredCommand scored(ValueWindow.Candidate candidate, float[] vector) {
    LiveScorer scorer = scorer(candidate.model());
    Line line = Line.of(candidate.sighting());
    String text = line.commandLine();
    return new ScoredCommand(
        windows.startOf(candidate.sighting().firstSeen()),
        Scale.FULL.label(),
        NAME,
        scorer.doubt(text, vector),
        vector == null ? line : line.embedded(CommandTemplate.of(text), vector),
        List.of());
  }
}
