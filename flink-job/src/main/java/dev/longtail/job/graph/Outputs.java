package dev.longtail.job.graph;

import dev.longtail.detectors.drift.WindowDrift;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.duplicates.NearDuplicate;
import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.scoring.ExplainedLine;
import java.io.Serializable;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The ends of the graph: every {@link Output} with the form of its records.
 *
 * @param sinks the destinations of the lines
 * @param views the forms
 */
record Outputs(SinkFactory sinks, JsonViews views) {
  void deadLetters(DataStream<DeadLetter> letters) {
    write(Output.DEAD_LETTERS, letters, views::deadLetter);
  }

  void late(DataStream<Sighting> events) {
    write(Output.LATE, events, views::late);
  }

  void anomalies(DataStream<Anomaly> anomalies) {
    write(Output.ANOMALIES, anomalies, views::anomaly);
  }

  void exemplars(DataStream<Exemplar> exemplars) {
    write(Output.EXEMPLARS, exemplars, views::exemplar);
  }

  void nearDuplicates(DataStream<NearDuplicate> nearDuplicates) {
    write(Output.NEAR_DUPLICATES, nearDuplicates, views::nearDuplicate);
  }

  /**
   * All verdicts on exemplars. Each record also goes either to the training data or into
   * quarantine.
   */
  void verdicts(DataStream<AdmittedRequest> verdicts) {
    write(Output.VERDICTS, verdicts, views::verdict);
    write(
        Output.TRAINING_DATA,
        verdicts.filter(AdmittedRequest::admitted).name("admitted").uid(Uids.ADMITTED),
        views::trainingData);
    write(
        Output.QUARANTINE,
        verdicts.filter(verdict -> !verdict.admitted()).name("quarantined").uid(Uids.QUARANTINED),
        views::verdict);
  }

  void control(DataStream<AdmittedRequest> verdicts) {
    write(Output.CONTROL, verdicts, views::control);
  }

  void drift(DataStream<WindowDrift> drifts) {
    write(Output.DRIFT, drifts, views::drift);
  }

  void detections(DataStream<ExplainedLine> detections) {
    write(Output.DETECTIONS, detections, views::detection);
  }

  void reviewQueue(DataStream<ExplainedLine> doubts) {
    write(Output.REVIEW_QUEUE, doubts, views::doubt);
  }

  void funnel(DataStream<FunnelCount> counts) {
    write(Output.FUNNEL, counts, views::funnel);
  }

  private <T> void write(Output output, DataStream<T> records, RecordOf<T> form) {
    records
        .map((MapFunction<T, OutputRecord>) form::of)
        .returns(MappedTypeInfo.of(JobMappers.OUTPUT_RECORD))
        .name(output.folder() + " as JSON")
        .uid(Uids.json(output))
        .sinkTo(sinks.sink(output))
        .name(output.folder())
        .uid(Uids.sink(output));
  }

  /** The form of a record in an output. */
  private interface RecordOf<T> extends Serializable {
    OutputRecord of(T record);
  }
}
