package dev.longtail.job.graph;

import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.flink.FunnelCounters;
import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.Scale;
import dev.longtail.job.scoring.StoredClassifier;
import dev.longtail.labeler.admission.AdmissionGate;
import dev.longtail.labeler.admission.PresentClassifier;
import dev.longtail.labeler.admission.Vetoes;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.labeler.rules.UserRules;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Passes every verdict through the admission gate and sends the line to the output of its arm. */
final class AdmitFunction extends ProcessFunction<LabelledRequest, AdmittedRequest> {
  /** Lines of the control arms. */
  static final OutputTag<AdmittedRequest> CONTROL =
      new OutputTag<>("control", MappedTypeInfo.of(JobMappers.ADMITTED_REQUEST));

  private static final long serialVersionUID = 1L;

  private final DetectorWindows windows;

  /** Kept as text, because the task managers do not have the user's files. */
  private final UserRules rules;

  private final StoredClassifier classifier;

  private final LongCounter labelled = new LongCounter();
  private final LongCounter abstained = new LongCounter();
  private transient PresentClassifier agreeing;
  private transient AdmissionGate gate;
  private transient FunnelCounters funnel;
  private transient AdmissionCounters admissions;

  /**
   * A function for the results of {@code windows}.
   *
   * @param rules the vetoes that the user adds
   * @param classifier has to agree with benign verdicts
   * @throws dev.longtail.udfs.io.InputException before the job is submitted, if a veto is wrong
   */
  AdmitFunction(DetectorWindows windows, UserRules rules, StoredClassifier classifier) {
    Vetoes.with(rules);
    this.windows = windows;
    this.rules = rules;
    this.classifier = classifier;
  }

  @Override
  public void open(OpenContext context) {
    Vetoes vetoes = Vetoes.with(rules);
    agreeing = classifier.open();
    gate = new AdmissionGate(vetoes, agreeing);
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    admissions = new AdmissionCounters(metrics, vetoes);
    funnel =
        new FunnelCounters(
            metrics,
            List.of(Scale.values()),
            Set.of(
                FunnelStage.BENIGN,
                FunnelStage.MALICIOUS,
                FunnelStage.ABSTAINED,
                FunnelStage.ADMITTED,
                FunnelStage.QUARANTINED));
    getRuntimeContext().addAccumulator(ProgressCounters.LABELLED, labelled);
    getRuntimeContext().addAccumulator(ProgressCounters.ABSTAINED, abstained);
  }

  @Override
  public void close() {
    if (agreeing != null) {
      agreeing.close();
    }
  }

  @Override
  public void processElement(
      LabelledRequest labelledRequest, Context context, Collector<AdmittedRequest> out) {
    Exemplar exemplar = labelledRequest.request().exemplar();
    AdmittedRequest admitted =
        AdmittedRequest.of(labelledRequest.request(), labelledRequest.result(), gate);
    labelled.add(1);
    admissions.count(admitted);
    if (labelledRequest.result().verdict() == Verdict.ABSTAINED) {
      abstained.add(1);
    }
    if (labelledRequest.request().arm() != LabelRequest.Arm.EXEMPLAR) {
      context.output(CONTROL, admitted);
      return;
    }
    count(stageOf(labelledRequest.result().verdict()), exemplar, context);
    count(admitted.admitted() ? FunnelStage.ADMITTED : FunnelStage.QUARANTINED, exemplar, context);
    out.collect(admitted);
  }

  private static FunnelStage stageOf(Verdict verdict) {
    return switch (verdict) {
      case BENIGN -> FunnelStage.BENIGN;
      case MALICIOUS -> FunnelStage.MALICIOUS;
      case ABSTAINED -> FunnelStage.ABSTAINED;
    };
  }

  private void count(FunnelStage stage, Exemplar exemplar, Context context) {
    funnel.add(exemplar.scale(), stage, 1);
    context.output(
        SideOutputs.FUNNEL,
        new FunnelCount(
            windows.nameOf(exemplar.window()), exemplar.scale(), stage, exemplar.id(), 1));
  }
}
