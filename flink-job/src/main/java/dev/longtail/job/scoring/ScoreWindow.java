package dev.longtail.job.scoring;

import dev.longtail.detectors.window.PackedText;
import dev.longtail.training.classify.AlertBudget;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The scores of an open window: which commands are detections, which are nearest to the threshold,
 * and what the window asks of the threshold of those after it. A result depends on the scored
 * commands and on the windows before, and not on the order in which either came.
 *
 * <p>Until the window before is closed, the threshold is not known and lines are held. If more come
 * than {@value #MOST_HELD}, the oldest are decided by the last threshold that is known. A stream
 * that lags so far may decide otherwise than a bounded job, but it loses nothing.
 *
 * <p>Memory is bounded: by the budget, the queue, {@value #MOST_HELD} held lines, and 8 bytes for
 * each detection up to {@value #MOST_REMEMBERED}.
 */
public final class ScoreWindow {
  /** Lines that wait for the window before. */
  static final int MOST_HELD = 10_000;

  /** Detections that are remembered, so that none is sent twice. */
  static final int MOST_REMEMBERED = 100_000;

  private final long window;
  private final Limits limits;
  private final Map<String, OfModel> models = new TreeMap<>();
  private final List<ScoredLine> held = new ArrayList<>();
  private final Set<Long> sent = new HashSet<>();
  private final UncertainLines queue;

  /** Lines of the latest time, of which another event may be the first; bounded jobs only. */
  private final List<ScoredLine> ofNow = new ArrayList<>();

  private long detections;

  /**
   * The bounds of a window.
   *
   * @param alerts budget of detections; at least 1
   * @param queue commands nearest to the threshold
   */
  public record Limits(int alerts, int queue) implements java.io.Serializable {}

  /** What the lines of one model ask for. */
  private record OfModel(double measured, AlertBudget budget) {}

  /** A window that starts at {@code window}. */
  public ScoreWindow(long window, Limits limits) {
    this.window = window;
    this.limits = limits;
    this.queue = new UncertainLines(limits.queue());
  }

  /** Holds a line; beyond the limit the oldest is decided. */
  public void hold(ScoredLine line, AlertThresholds known, Consumer<Detection> out) {
    held.add(line);
    if (held.size() > MOST_HELD) {
      decide(held.remove(0), known, out);
    }
  }

  /** Decides all lines that were held. */
  public void decideHeld(AlertThresholds known, Consumer<Detection> out) {
    List<ScoredLine> waiting = List.copyOf(held);
    held.clear();
    waiting.forEach(line -> decide(line, known, out));
  }

  /** Decides a line at once. */
  public void decide(ScoredLine line, AlertThresholds known, Consumer<Detection> out) {
    if (sent.contains(line.hash())) {
      return;
    }
    LiveModel model = line.model();
    models
        .computeIfAbsent(
            model.content(), m -> new OfModel(model.threshold(), new AlertBudget(limits.alerts())))
        .budget
        .add(line.score());
    Detection judged = new Detection(window, line, known.of(model.content(), model.threshold()));
    queue.add(judged);
    if (judged.detected()) {
      if (sent.size() < MOST_REMEMBERED) {
        sent.add(line.hash());
      }
      detections++;
      out.accept(judged);
    }
  }

  /**
   * Decides a line of a bounded job, whose lines come in the order of their events' times. It is
   * decided when its time has passed: then its first event is known.
   */
  public void decideInOrder(ScoredLine line, AlertThresholds known, Consumer<Detection> out) {
    if (!ofNow.isEmpty() && ofNow.get(0).sighting().firstSeen() != line.sighting().firstSeen()) {
      decideLast(known, out);
    }
    for (int i = 0; i < ofNow.size(); i++) {
      if (ofNow.get(i).hash() == line.hash()) {
        ofNow.set(i, ofNow.get(i).seen(line.sighting()));
        return;
      }
    }
    ofNow.add(line);
  }

  /** Decides the lines of the latest time. */
  public void decideLast(AlertThresholds known, Consumer<Detection> out) {
    ofNow.forEach(line -> decide(line, known, out));
    ofNow.clear();
  }

  /**
   * Tells {@code thresholds} what this window asks of those after it. A window in which several
   * models scored asks for nothing: no model saw all of it. It asks for no threshold below the
   * lowest score that comes here.
   */
  public void close(AlertThresholds thresholds) {
    if (models.size() == 1) {
      models.forEach(
          (model, its) ->
              thresholds.closed(
                  model,
                  its.measured,
                  Math.max(its.budget.threshold(), LiveModel.floor(its.measured))));
    }
  }

  /** The lines nearest to the threshold, the nearest first. */
  public List<Detection> queue() {
    return queue.lines();
  }

  /** Whether lines wait for the window before. */
  public boolean holds() {
    return !held.isEmpty();
  }

  /** Detections so far. */
  public long detections() {
    return detections;
  }

  /** A copy that does not change with this window. */
  public ScoreWindow copy() {
    ScoreWindow copy = new ScoreWindow(window, limits);
    models.forEach(
        (model, its) ->
            copy.models.put(
                model,
                new OfModel(its.measured, AlertBudget.of(limits.alerts(), its.budget.scores()))));
    copy.held.addAll(held);
    copy.sent.addAll(sent);
    queue.lines().forEach(copy.queue::add);
    copy.ofNow.addAll(ofNow);
    copy.detections = detections;
    return copy;
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(window);
    out.writeInt(limits.alerts());
    out.writeInt(limits.queue());
    out.writeInt(models.size());
    for (Map.Entry<String, OfModel> each : models.entrySet()) {
      PackedText.write(each.getKey(), out);
      out.writeDouble(each.getValue().measured);
      List<Double> scores = each.getValue().budget.scores();
      out.writeInt(scores.size());
      for (double score : scores) {
        out.writeDouble(score);
      }
    }
    writeLines(held, out);
    out.writeInt(sent.size());
    for (long hash : sent) {
      out.writeLong(hash);
    }
    out.writeInt(queue.lines().size());
    for (Detection line : queue.lines()) {
      line.write(out);
    }
    writeLines(ofNow, out);
    out.writeLong(detections);
  }

  private static void writeLines(List<ScoredLine> lines, DataOutput out) throws IOException {
    out.writeInt(lines.size());
    for (ScoredLine line : lines) {
      line.write(out);
    }
  }

  private static void readLines(List<ScoredLine> lines, DataInput in) throws IOException {
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      lines.add(ScoredLine.read(in));
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ScoreWindow read(DataInput in) throws IOException {
    long window = in.readLong();
    ScoreWindow read = new ScoreWindow(window, new Limits(in.readInt(), in.readInt()));
    int models = in.readInt();
    for (int i = 0; i < models; i++) {
      String model = PackedText.read(in);
      double measured = in.readDouble();
      List<Double> scores = new ArrayList<>();
      int count = in.readInt();
      for (int k = 0; k < count; k++) {
        scores.add(in.readDouble());
      }
      read.models.put(model, new OfModel(measured, AlertBudget.of(read.limits.alerts(), scores)));
    }
    readLines(read.held, in);
    int remembered = in.readInt();
    for (int i = 0; i < remembered; i++) {
      read.sent.add(in.readLong());
    }
    int queued = in.readInt();
    for (int i = 0; i < queued; i++) {
      read.queue.add(Detection.read(in));
    }
    readLines(read.ofNow, in);
    read.detections = in.readLong();
    return read;
  }
}
