package dev.longtail.job.scoring;

import dev.longtail.detectors.window.PackedText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From which score on a line is a detection, for each model. A closed window says at which score it
 * would have had just as many detections as the budget allows ({@link
 * dev.longtail.training.classify.AlertBudget}); a window's threshold is the median of the last
 * {@value #WINDOWS} that closed before it, of two the lower one. What the release gate measured
 * stands for the first {@value #MEASURED} of them.
 *
 * <p>A day of attacks has many high scores and asks for a high threshold, which would hide the same
 * attacks on the day after. The median follows only a change that lasts: four windows of seven.
 */
public final class AlertThresholds {
  /** Windows that count. */
  static final int WINDOWS = 7;

  /** Windows for which the release gate's threshold stands: it replayed several days. */
  static final int MEASURED = 3;

  /** Models that are remembered: those that were in use last. */
  static final int MODELS = 4;

  private final Map<String, List<Double>> ofModels = new LinkedHashMap<>();

  /**
   * The threshold of lines that {@code model} scores now.
   *
   * @param measured what the release gate measured, for a model that was never asked for before
   */
  public double of(String model, double measured) {
    List<Double> known = ofModels.getOrDefault(model, List.of(measured));
    List<Double> sorted = known.stream().sorted().toList();
    return sorted.get((sorted.size() - 1) / 2);
  }

  /** Takes what a closed window, all of which {@code model} scored, asks for. */
  void closed(String model, double measured, double asked) {
    List<Double> known = ofModels.remove(model);
    List<Double> windows =
        new ArrayList<>(known == null ? Collections.nCopies(MEASURED, measured) : known);
    windows.add(asked);
    ofModels.put(model, windows.subList(Math.max(0, windows.size() - WINDOWS), windows.size()));
    if (ofModels.size() > MODELS) {
      ofModels.remove(ofModels.keySet().iterator().next());
    }
  }

  /** A copy that does not change with this one. */
  public AlertThresholds copy() {
    AlertThresholds copy = new AlertThresholds();
    ofModels.forEach((model, windows) -> copy.ofModels.put(model, List.copyOf(windows)));
    return copy;
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(ofModels.size());
    for (Map.Entry<String, List<Double>> each : ofModels.entrySet()) {
      PackedText.write(each.getKey(), out);
      out.writeInt(each.getValue().size());
      for (double threshold : each.getValue()) {
        out.writeDouble(threshold);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public static AlertThresholds read(DataInput in) throws IOException {
    AlertThresholds read = new AlertThresholds();
    int models = in.readInt();
    for (int i = 0; i < models; i++) {
      String model = PackedText.read(in);
      List<Double> windows = new ArrayList<>();
      int count = in.readInt();
      for (int k = 0; k < count; k++) {
        windows.add(in.readDouble());
      }
      read.ofModels.put(model, windows);
    }
    return read;
  }
}
