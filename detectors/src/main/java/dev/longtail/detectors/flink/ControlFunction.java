package dev.longtail.detectors.flink;

import dev.longtail.detectors.duplicates.ControlInput;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.HashRankSample;
import dev.longtail.detectors.window.Sighting;
import java.util.List;
import org.apache.flink.util.Collector;

/**
 * Draws the control arm. For each window and scale (the key) it draws as many random unique
 * commands as the window has exemplars. They leave as exemplars without detectors.
 */
public final class ControlFunction extends BufferingFunction<String, ControlInput, Exemplar> {
  private static final long serialVersionUID = 1L;

  /** Draws from the shards' samples. */
  public ControlFunction(DetectorWindows windows, WindowClosing closing) {
    super(windows, closing, "control", StateMappers.CONTROL_INPUT);
  }

  @Override
  long timeOf(ControlInput input) {
    return input.window();
  }

  @Override
  String scaleOf(ControlInput input) {
    return input.random() == null ? input.exemplar().scale() : input.random().scale();
  }

  @Override
  String placeOf(ControlInput input) {
    return input.random() == null
        ? "control, exemplar %016x".formatted(input.exemplar().command().hash())
        : "control, " + LateResults.nameOf(input.random());
  }

  @Override
  void close(long start, List<ControlInput> window, Context context, Collector<Exemplar> out) {
    List<Sighting> random =
        window.stream()
            .filter(input -> input.random() != null)
            .map(input -> input.random().command())
            .toList();
    int exemplars = window.size() - random.size();
    String scale = context.getCurrentKey().substring(context.getCurrentKey().indexOf('/') + 1);
    for (Sighting command : HashRankSample.first(random, exemplars, start)) {
      String id = "control/%s/%s/%016x".formatted(windows().nameOf(start), scale, command.hash());
      out.collect(new Exemplar(id, start, scale, List.of(), 0, 0, command));
    }
  }
}
