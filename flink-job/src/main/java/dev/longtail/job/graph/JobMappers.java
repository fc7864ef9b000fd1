package dev.longtail.job.graph;

import dev.longtail.detectors.state.StateMapper;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.scoring.AlertThresholds;
import dev.longtail.job.scoring.Detection;
import dev.longtail.job.scoring.ExplainedLine;
import dev.longtail.job.scoring.LineToScore;
import dev.longtail.job.scoring.LiveModel;
import dev.longtail.job.scoring.ScoreWindow;
import dev.longtail.job.scoring.ScoredLine;
import dev.longtail.job.scoring.ValueWindow;
import dev.longtail.labeler.admission.CapCounts;
import dev.longtail.udfs.event.AuditFragment;
import dev.longtail.udfs.format.OpenTwins;
import java.util.List;
import java.util.function.UnaryOperator;

/** The state mappers of the job's own records, which travel between its operators. */
public final class JobMappers implements StateMappers.Provider {
  /** The record that a source emits. */
  public static final StateMapper<SourceRecord> SOURCE_RECORD =
      StateMapper.travelling(
          "source-record", 4, SourceRecord.class, JobForms::writeSource, JobForms::readSource);

  /** The parts of audit events that wait for the others. */
  static final StateMapper<AuditFragment> AUDIT_FRAGMENT =
      StateMapper.first(
          "audit-fragment", AuditFragment.class, JobForms::writeFragment, JobForms::readFragment);

  /** The starts of Windows whose twins may still come. */
  static final StateMapper<OpenTwins<Sighting>> OPEN_TWINS =
      StateMapper.first(
          "open-twins",
          JobForms.openTwins(),
          JobForms::writeTwins,
          JobForms::readTwins,
          OpenTwins::copy);

  static final StateMapper<DeadLetter> DEAD_LETTER =
      StateMapper.travelling(
          "dead-letter", 2, DeadLetter.class, JobForms::writeLetter, JobForms::readLetter);

  static final StateMapper<LabelRequest> LABEL_REQUEST =
      StateMapper.first(
          "label-request", LabelRequest.class, JobForms::writeRequest, JobForms::readRequest);

  static final StateMapper<LabelledRequest> LABELLED_REQUEST =
      StateMapper.changed(
          "labelled-request",
          LabelledRequest.class,
          JobForms::writeLabelled,
          UnaryOperator.identity(),
          List.of(JobForms::readFirstLabelled, JobForms::readLabelled));

  static final StateMapper<AdmittedRequest> ADMITTED_REQUEST =
      StateMapper.changed(
          "admitted-request",
          AdmittedRequest.class,
          JobForms::writeAdmitted,
          UnaryOperator.identity(),
          List.of(JobForms::readFirstAdmitted, JobForms::readAdmitted));

  /** An exemplar or near-duplicate before the limits of admission. */
  static final StateMapper<AdmissionInput> ADMISSION_INPUT =
      StateMapper.first(
          "admission-input",
          AdmissionInput.class,
          JobForms::writeAdmissionInput,
          JobForms::readAdmissionInput);

  /** An exemplar that waits to be seen more often. */
  static final StateMapper<HeldExemplar> HELD_EXEMPLAR =
      StateMapper.first(
          "held-exemplar", HeldExemplar.class, HeldExemplar::write, HeldExemplar::read);

  /** What a window has brought of each host, user and cluster. */
  static final StateMapper<CapCounts> CAP_COUNTS =
      StateMapper.first("cap-counts", CapCounts.class, CapCounts::write, CapCounts::read);

  static final StateMapper<OutputRecord> OUTPUT_RECORD =
      StateMapper.travelling(
          "output-record", 1, OutputRecord.class, JobForms::writeOutput, JobForms::readOutput);

  /** The model that scores. */
  static final StateMapper<LiveModel> LIVE_MODEL =
      StateMapper.first("live-model", LiveModel.class, LiveModel::write, LiveModel::read);

  /** A unique command that waits for its score. */
  static final StateMapper<LineToScore> LINE_TO_SCORE =
      StateMapper.first("line-to-score", LineToScore.class, LineToScore::write, LineToScore::read);

  /** A unique command with a high score. */
  static final StateMapper<ScoredLine> SCORED_LINE =
      StateMapper.travelling(
          "scored-line", 1, ScoredLine.class, ScoredLine::write, ScoredLine::read);

  /** A unique command and the threshold of its window, which waits to be explained. */
  static final StateMapper<Detection> DETECTION =
      StateMapper.first("detection", Detection.class, Detection::write, Detection::read);

  /** The same with its explanation. */
  static final StateMapper<ExplainedLine> EXPLAINED_LINE =
      StateMapper.travelling(
          "explained-line", 1, ExplainedLine.class, ExplainedLine::write, ExplainedLine::read);

  /** The scores of an open window. */
  static final StateMapper<ScoreWindow> SCORE_WINDOW =
      StateMapper.first(
          "score-window",
          ScoreWindow.class,
          ScoreWindow::write,
          ScoreWindow::read,
          ScoreWindow::copy);

  /** The candidates for labels of an open window. */
  static final StateMapper<ValueWindow> VALUE_WINDOW =
      StateMapper.first(
          "value-window",
          ValueWindow.class,
          ValueWindow::write,
          ValueWindow::read,
          ValueWindow::copy);

  /** Such a candidate, which waits for its value by the whole model. */
  static final StateMapper<ValueWindow.Candidate> CANDIDATE =
      StateMapper.first(
          "value-candidate",
          ValueWindow.Candidate.class,
          ValueWindow.Candidate::write,
          ValueWindow.Candidate::read);

  /** The thresholds that closed windows asked for. */
  static final StateMapper<AlertThresholds> ALERT_THRESHOLDS =
      StateMapper.first(
          "alert-thresholds",
          AlertThresholds.class,
          AlertThresholds::write,
          AlertThresholds::read,
          AlertThresholds::copy);

  @Override
  public List<StateMapper<?>> mappers() {
    return List.of(
        SOURCE_RECORD,
        AUDIT_FRAGMENT,
        OPEN_TWINS,
        DEAD_LETTER,
        LABEL_REQUEST,
        LABELLED_REQUEST,
        ADMITTED_REQUEST,
        ADMISSION_INPUT,
        HELD_EXEMPLAR,
        CAP_COUNTS,
        OUTPUT_RECORD,
        LIVE_MODEL,
        LINE_TO_SCORE,
        SCORED_LINE,
        DETECTION,
        EXPLAINED_LINE,
        SCORE_WINDOW,
        ALERT_THRESHOLDS,
        VALUE_WINDOW,
        CANDIDATE);
  }
}
