package dev.longtail.job.graph;

import dev.longtail.detectors.duplicates.ControlInput;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.duplicates.NearDuplicate;
import dev.longtail.detectors.flink.ControlFunction;
import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.flink.WindowedOperator;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.Scale;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.scoring.StoredClassifier;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.flink.LabelOperatorFactory;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The part of the graph after the exemplars: the requests to the labeler, and the admission of its
 * answers. The lines of the control arms are requested in the same way.
 */
record LabellingGraph(TopologyOptions options, WindowClosing closing, StoredClassifier classifier) {
  /**
   * Exemplars after the limits of admission.
   *
   * @param requests for those that are asked about
   * @param refused those that are not, with the reason as their answer
   * @param funnel counts of results that came too late
   */
  record Screened(
      DataStream<LabelRequest> requests,
      DataStream<LabelledRequest> refused,
      DataStream<FunnelCount> funnel) {}

  /**
   * Applies the limits of admission to {@code exemplars}.
   *
   * @param nearDuplicates show where else a line was seen
   */
  Screened screen(DataStream<Exemplar> exemplars, DataStream<NearDuplicate> nearDuplicates) {
    DataStream<AdmissionInput> found =
        exemplars
            .map(AdmissionInput::of)
            .returns(MappedTypeInfo.of(JobMappers.ADMISSION_INPUT))
            .name("exemplars to admit")
            .uid(Uids.ADMISSION_EXEMPLARS);
    DataStream<AdmissionInput> seen =
        nearDuplicates
            .map(AdmissionInput::of)
            .returns(MappedTypeInfo.of(JobMappers.ADMISSION_INPUT))
            .name("near-duplicates seen")
            .uid(Uids.ADMISSION_NEAR_DUPLICATES);
    SingleOutputStreamOperator<Exemplar> screened =
        found
            .union(seen)
            .keyBy(input -> ScreenFunction.KEY, Types.STRING)
            .transform(
                "limits of admission",
                MappedTypeInfo.of(StateMappers.EXEMPLAR),
                new WindowedOperator<>(
                    new ScreenFunction(
                        options.events().windows(),
                        options.labels().limits(),
                        options.labels().labeler().rules())))
            .uid(Uids.SCREEN);
    return new Screened(
        requests(screened, LabelRequest.Arm.EXEMPLAR),
        screened.getSideOutput(ScreenFunction.REFUSED),
        screened.getSideOutput(SideOutputs.FUNNEL));
  }

  /**
   * What the control arms ask for.
   *
   * @param funnel the counts of the draw
   */
  record ControlArms(DataStream<LabelRequest> requests, DataStream<FunnelCount> funnel) {}

  /**
   * Requests of the control arms.
   *
   * @param random a sample of the windows' unique commands; as many are drawn from it as there are
   *     {@code exemplars}
   * @param nearDuplicates near-duplicates of the full scale are labelled too, to measure what
   *     happens if none are removed
   */
  ControlArms controlRequests(
      DataStream<ScoredCommand> random,
      DataStream<Exemplar> exemplars,
      DataStream<NearDuplicate> nearDuplicates) {
    DataStream<Exemplar> removed =
        nearDuplicates
            .filter(found -> found.anomaly().scale().equals(Scale.FULL.label()))
            .name("near-duplicates of the full scale")
            .uid(Uids.NEAR_DUPLICATES_OF_FULL_SCALE)
            .map(NearDuplicate::anomaly)
            .returns(MappedTypeInfo.of(StateMappers.EXEMPLAR))
            .name("near-duplicates to label")
            .uid(Uids.NEAR_DUPLICATES_TO_LABEL);
    SingleOutputStreamOperator<Exemplar> drawn = draw(random, exemplars);
    return new ControlArms(
        requests(drawn, LabelRequest.Arm.RANDOM)
            .union(requests(removed, LabelRequest.Arm.NEAR_DUPLICATE)),
        drawn.getSideOutput(SideOutputs.FUNNEL));
  }

  /**
   * The verdicts on exemplars.
   *
   * @param refused what nobody is asked about, with its answer
   * @return the verdicts on control arms and the counts are its side outputs
   */
  SingleOutputStreamOperator<AdmittedRequest> verdicts(
      DataStream<LabelRequest> requests, DataStream<LabelledRequest> refused) {
    LabelerOptions labeler = options.labels().labeler();
    // No event-time operator may follow: what waits for its answer is behind the watermark.
    return requests
        .rebalance()
        .transform(
            "label",
            MappedTypeInfo.of(JobMappers.LABELLED_REQUEST),
            new LabelOperatorFactory<LabelRequest, LabelledRequest>(
                labeler,
                request -> request.exemplar().command().commandLine(),
                request -> request.exemplar().window(),
                LabelledRequest::new,
                // A line of a control arm is a measurement of this run; nobody asks it again.
                request -> request.arm() == LabelRequest.Arm.EXEMPLAR))
        .setParallelism(1) // one budget counts all calls
        .uid(Uids.LABEL)
        .union(refused)
        .process(new AdmitFunction(options.events().windows(), labeler.rules(), classifier))
        .returns(MappedTypeInfo.of(JobMappers.ADMITTED_REQUEST))
        .name("admit")
        .uid(Uids.ADMIT);
  }

  private SingleOutputStreamOperator<Exemplar> draw(
      DataStream<ScoredCommand> sample, DataStream<Exemplar> exemplars) {
    DataStream<ControlInput> drawn =
        sample
            .map(random -> new ControlInput(random, null))
            .returns(MappedTypeInfo.of(StateMappers.CONTROL_INPUT))
            .name("sample")
            .uid(Uids.CONTROL_SAMPLE);
    DataStream<ControlInput> found =
        exemplars
            .map(exemplar -> new ControlInput(null, exemplar))
            .returns(MappedTypeInfo.of(StateMappers.CONTROL_INPUT))
            .name("exemplars")
            .uid(Uids.CONTROL_EXEMPLARS);
    return drawn
        .union(found)
        .keyBy(ControlInput::key, Types.STRING)
        .transform(
            "control arm",
            MappedTypeInfo.of(StateMappers.EXEMPLAR),
            new WindowedOperator<>(new ControlFunction(options.events().windows(), closing)))
        .uid(Uids.CONTROL);
  }

  private static DataStream<LabelRequest> requests(
      DataStream<Exemplar> lines, LabelRequest.Arm arm) {
    return lines
        .map(exemplar -> new LabelRequest(arm, exemplar))
        .returns(MappedTypeInfo.of(JobMappers.LABEL_REQUEST))
        .name("request " + arm.label())
        .uid(Uids.request(arm));
  }
}
