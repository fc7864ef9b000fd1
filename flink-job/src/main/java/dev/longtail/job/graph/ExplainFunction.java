package dev.longtail.job.graph;

import dev.longtail.job.scoring.Detection;
import dev.longtail.job.scoring.ExplainedLine;
import dev.longtail.job.scoring.LivePlace;
import dev.longtail.job.scoring.ScoredLine;
import java.util.List;
import org.apache.flink.streaming.api.functions.async.ResultFuture;

/**
 * Says of a detection or a doubt why it has its score. It takes milliseconds, so it comes last:
 * only what an analyst sees is explained.
 */
final class ExplainFunction extends ScoringFunction<Detection, ExplainedLine> {
  private static final long serialVersionUID = 1L;

  ExplainFunction(LivePlace place) {
    super(place);
  }

  @Override
  public void asyncInvoke(Detection judged, ResultFuture<ExplainedLine> result) {
    ScoredLine line = judged.line();
    if (scorer(line.model()).needsVectors()) {
      withVector(line.commandLine(), result, vector -> explain(judged, vector));
    } else {
      result.complete(explain(judged, null));
    }
  }

  private List<ExplainedLine> explain(Detection judged, float[] vector) {
    ScoredLine line = judged.line();
    return List.of(
        new ExplainedLine(judged, scorer(line.model()).explain(line.commandLine(), vector)));
  }
}
