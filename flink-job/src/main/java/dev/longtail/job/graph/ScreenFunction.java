package dev.longtail.job.graph;

import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.flink.CollectedWindows;
import dev.longtail.detectors.flink.MappedSerializer;
import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.labeler.admission.AdmissionLimits;
import dev.longtail.labeler.admission.CapCounts;
import dev.longtail.labeler.rules.UserRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * The limits of admission before the labeler: sends on the exemplars to be asked about, and those
 * that a limit keeps out with their answer as a side output. There is one key, because the caps
 * hold for all scales together; exemplars are few.
 *
 * <p>State: the counts of the windows that count, and the exemplars that wait to be seen more
 * often, each with a timer. A timer fires at the end of bounded input too, so none is left without
 * a decision.
 */
final class ScreenFunction extends CollectedWindows<String, AdmissionInput, Exemplar> {
  /** The only key. */
  static final String KEY = "admission";

  /** Exemplars that are kept out. */
  static final OutputTag<LabelledRequest> REFUSED =
      new OutputTag<>("refused", MappedTypeInfo.of(JobMappers.LABELLED_REQUEST));

  private static final long serialVersionUID = 1L;

  private final AdmissionLimits limits;
  private final UserRules rules;
  private transient MapState<Long, CapCounts> counts;
  private transient MapState<String, HeldExemplar> waiting;
  private transient AdmissionScreen screen;

  ScreenFunction(DetectorWindows windows, AdmissionLimits limits, UserRules rules) {
    super(windows, "admission-inputs", JobMappers.ADMISSION_INPUT);
    this.limits = limits;
    this.rules = rules;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    super.open(context);
    screen = null;
    counts =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "cap-counts",
                    LongSerializer.INSTANCE,
                    new MappedSerializer<>(JobMappers.CAP_COUNTS)));
    waiting =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "held-exemplars",
                    StringSerializer.INSTANCE,
                    new MappedSerializer<>(JobMappers.HELD_EXEMPLAR)));
  }

  @Override
  protected long windowOf(AdmissionInput input) {
    return input.line().window();
  }

  @Override
  protected String labelOfScale(AdmissionInput input) {
    return input.line().scale();
  }

  @Override
  protected String nameOf(AdmissionInput input) {
    return "admission, " + (input.isExemplar() ? "" : "near-duplicate ") + input.line().id();
  }

  /** Rebuilt after a restore. */
  private AdmissionScreen screen() throws Exception {
    if (screen == null) {
      screen = new AdmissionScreen(limits, rules);
      for (Map.Entry<Long, CapCounts> each : counts.entries()) {
        screen.remember(each.getKey(), each.getValue());
      }
      List<HeldExemplar> earliestFirst = new ArrayList<>();
      waiting.values().forEach(earliestFirst::add);
      earliestFirst.sort(
          Comparator.comparingLong((HeldExemplar each) -> each.exemplar().window())
              .thenComparing(each -> each.exemplar().id()));
      earliestFirst.forEach(screen::remember);
    }
    return screen;
  }

  @Override
  protected void decide(
      long start, Iterable<AdmissionInput> window, Context context, Collector<Exemplar> out)
      throws Exception {
    AdmissionScreen.Decisions decisions = screen().close(start, window);
    for (String id : decisions.decided()) {
      waiting.remove(id);
    }
    for (Map.Entry<String, HeldExemplar> each : decisions.waiting().entrySet()) {
      waiting.put(each.getKey(), each.getValue());
      long lastChance = screen.until(each.getValue().exemplar()) - 1;
      context
          .timerService()
          .registerEventTimeTimer(windows().lastOf(windows().startOf(lastChance)) + 1);
    }
    for (long forgotten : decisions.forgotten()) {
      counts.remove(forgotten);
    }
    if (decisions.counts().isPresent()) {
      counts.put(start, decisions.counts().get());
    }
    decisions.ask().forEach(out::collect);
    decisions.refused().forEach(each -> refuse(each, context));
  }

  @Override
  protected void timer(OnTimerContext context) throws Exception {
    for (AdmissionScreen.Refused each : screen().expire(context.timestamp())) {
      waiting.remove(each.exemplar().id());
      refuse(each, context);
    }
  }

  private static void refuse(AdmissionScreen.Refused refused, Context context) {
    context.output(
        REFUSED,
        new LabelledRequest(
            new LabelRequest(LabelRequest.Arm.EXEMPLAR, refused.exemplar()),
            AdmissionLimits.refused(refused.reason())));
  }
}
