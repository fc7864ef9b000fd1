package dev.longtail.job.graph;

import dev.longtail.detectors.window.SampledCommand;
import dev.longtail.job.scoring.LineToScore;
import dev.longtail.job.scoring.LiveModel;
import java.util.List;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithNonKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Runs a {@link ChooseModelFunction} in streaming mode. Announcements have no event time: only the
 * watermarks of the lines count. No status is forwarded, as by the operators before it.
 */
final class ChooseModelOperator
    extends CoBroadcastWithNonKeyedOperator<SampledCommand, LiveModel, LineToScore> {
  private static final long serialVersionUID = 1L;

  ChooseModelOperator(ChooseModelFunction function) {
    super(function, List.of(ChooseModelFunction.broadcastState()));
  }

  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    processWatermark(mark);
  }

  @Override
  public void processWatermark2(Watermark mark) {}

  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int input) {}
}
