package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.state.StateMapper;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.PackedText;
import dev.longtail.detectors.window.SampledCommand;
import dev.longtail.detectors.window.Scale;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.scoring.Detection;
import dev.longtail.job.scoring.ExplainedLine;
import dev.longtail.job.scoring.LineReasons;
import dev.longtail.job.scoring.LineToScore;
import dev.longtail.job.scoring.LiveModel;
import dev.longtail.job.scoring.ScoredLine;
import dev.longtail.labeler.admission.AdmissionLimits;
import dev.longtail.labeler.admission.Evidence;
import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.TwinMark;
import dev.longtail.udfs.event.Twinned.Channel;
import dev.longtail.udfs.format.OpenTwins;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobMappersTest {
  private static final Exemplar EXEMPLAR =
      new Exemplar(
          "2025-01-01/full/00000000000000ff",
          1_735_689_600_000L,
          Scale.FULL.label(),
          List.of("isolation-forest", "pca"),
          3,
          4.5,
          new Sighting(255, "tar -czf é.tgz .", "e1", 1_735_689_600_001L, "h", "u", "linux", 7));
  private static final LabelResult RESULT =
      new LabelResult(Verdict.MALICIOUS, "packs", "some-model", "p1").behind("0123456789ab");

  /** Savepoints hold these names: add some, change none. */
  @Test
  void theNamesAndVersionsAreThoseOfTheLastRelease() {
    assertThat(new JobMappers().mappers().stream().map(StateMapper::toString))
        .containsExactly(
            "source-record 4",
            "audit-fragment 1",
            "open-twins 1",
            "dead-letter 2",
            "label-request 1",
            "labelled-request 2",
            "admitted-request 2",
            "admission-input 1",
            "held-exemplar 1",
            "cap-counts 1",
            "output-record 1",
            "live-model 1",
            "line-to-score 1",
            "scored-line 1",
            "detection 1",
            "explained-line 1",
            "score-window 1",
            "alert-thresholds 1",
            "value-window 1",
            "value-candidate 1");
  }

  @Test
  void areFoundByTheirNames() {
    assertThat(StateMappers.named("label-request")).isSameAs(JobMappers.LABEL_REQUEST);
  }

  @ParameterizedTest
  @EnumSource
  void aRequestOfEachArmComesBack(LabelRequest.Arm arm) throws IOException {
    LabelRequest request = new LabelRequest(arm, EXEMPLAR);
    assertThat(back(JobMappers.LABEL_REQUEST, request)).isEqualTo(request);
  }

  @Test
  void labelledAndAdmittedRequestsComeBack() throws IOException {
    LabelRequest request = new LabelRequest(LabelRequest.Arm.EXEMPLAR, EXEMPLAR);
    LabelledRequest labelled = new LabelledRequest(request, RESULT);
    assertThat(back(JobMappers.LABELLED_REQUEST, labelled)).isEqualTo(labelled);
    AdmittedRequest admitted = new AdmittedRequest(request, RESULT, false, "malicious");
    assertThat(back(JobMappers.ADMITTED_REQUEST, admitted)).isEqualTo(admitted);
  }

  @Test
  void whatTheLimitsOfAdmissionKeepComesBack() throws IOException {
    AdmissionInput found = AdmissionInput.of(EXEMPLAR);
    assertThat(back(JobMappers.ADMISSION_INPUT, found)).isEqualTo(found);
    AdmissionInput seen = new AdmissionInput(EXEMPLAR, "tar");
    assertThat(back(JobMappers.ADMISSION_INPUT, seen)).isEqualTo(seen);
    AdmissionLimits limits = new AdmissionLimits(0, 0, 0, 1, 2, 2, 3);
    HeldExemplar held = new HeldExemplar(EXEMPLAR, Evidence.NONE).seen("h", 0, limits);
    HeldExemplar read = back(JobMappers.HELD_EXEMPLAR, held);
    assertThat(read.exemplar()).isEqualTo(EXEMPLAR);
    assertThat(read.evidence().missing(limits)).startsWith("age: seen on 1 of 2 hosts and 1 of");
  }

  /** The first form ended with the version of the prompt. */
  @Test
  void resultsFromBeforeCanariesHadNamesAreRead() throws IOException {
    LabelRequest request = new LabelRequest(LabelRequest.Arm.EXEMPLAR, EXEMPLAR);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    JobMappers.LABEL_REQUEST.write(request, out);
    for (String text : List.of("MALICIOUS", "packs", "some-model", "p1")) {
      PackedText.write(text, out);
    }
    DataInputStream first = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    assertThat(JobMappers.LABELLED_REQUEST.read(1, first))
        .isEqualTo(new LabelledRequest(request, RESULT.behind("")));
    out.writeBoolean(false);
    PackedText.write("malicious", out);
    DataInputStream then = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    assertThat(JobMappers.ADMITTED_REQUEST.read(1, then))
        .isEqualTo(new AdmittedRequest(request, RESULT.behind(""), false, "malicious"));
  }

  @Test
  void whatASourceReadsComesBack() throws IOException {
    SourceRecord event =
        new SourceRecord(
            new CommandEvent("e", 5, "h", "u", "linux", "p", "i", "ls é"), null, EpochUnit.SECONDS);
    assertThat(back(JobMappers.SOURCE_RECORD, event)).isEqualTo(event);
    SourceRecord replayed =
        event.replaying(
            List.of(new LetterPlace("t-0@1", "2025-01-01"), new LetterPlace("t-0@2", "unknown")));
    assertThat(back(JobMappers.SOURCE_RECORD, replayed)).isEqualTo(replayed);
    TwinMark twin = new TwinMark(Channel.SYSMON, -7, 5);
    SourceRecord marked =
        new SourceRecord(event.event(), null, EpochUnit.MILLISECONDS, null, null, twin);
    assertThat(back(JobMappers.SOURCE_RECORD, marked)).isEqualTo(marked);
    SourceRecord mark = SourceRecord.marked(new TwinMark(Channel.SECURITY, 8, 9));
    assertThat(back(JobMappers.SOURCE_RECORD, mark)).isEqualTo(mark);
    SourceRecord skipped = SourceRecord.skipped(SkipReason.TWIN, 5);
    assertThat(back(JobMappers.SOURCE_RECORD, skipped)).isEqualTo(skipped);
    SourceRecord letter = SourceRecord.unusable("line 3", "no JSON", 7, new byte[] {0, -1});
    SourceRecord returned = back(JobMappers.SOURCE_RECORD, letter);
    assertThat(returned.event()).isNull();
    assertThat(returned.deadLetter()).usingRecursiveComparison().isEqualTo(letter.deadLetter());
  }

  @Test
  void startsThatWaitForTheirTwinsComeBack() throws IOException {
    OpenTwins<Sighting> open = new OpenTwins<>();
    assertThat(open.sysmon(7, 1000, 9)).isEmpty();
    assertThat(open.left(8, 1000, 9)).isFalse();
    assertThat(open.hold(9, 1000, 10, EXEMPLAR.command())).isFalse();
    OpenTwins<Sighting> read = back(JobMappers.OPEN_TWINS, open);
    assertThat(read.size()).isEqualTo(3);
    assertThat(read.left(7, 2000, 9)).isTrue();
    assertThat(read.sysmon(8, 0, 9)).containsExactly(new OpenTwins.Found<>(1000, null));
    assertThat(read.expire(9)).isEmpty();
    assertThat(read.expire(10)).containsExactly(EXEMPLAR.command());
  }

  @Test
  void whatIsScoredComesBack() throws IOException {
    LiveModel model = new LiveModel("s3://b/m", "364ef6f0268007fb", 0.9, "2025-01-01T00:00:00Z");
    assertThat(back(JobMappers.LIVE_MODEL, model)).isEqualTo(model);
    LineToScore line = new LineToScore(new SampledCommand(EXEMPLAR.command(), true), model);
    assertThat(back(JobMappers.LINE_TO_SCORE, line)).isEqualTo(line);
    ScoredLine scored = new ScoredLine(EXEMPLAR.command(), model, 0.95);
    assertThat(back(JobMappers.SCORED_LINE, scored)).isEqualTo(scored);
    Detection detection = new Detection(EXEMPLAR.window(), scored, 0.91);
    assertThat(back(JobMappers.DETECTION, detection)).isEqualTo(detection);
    LineReasons reasons =
        new LineReasons(
            "tar é",
            List.of(new LineReasons.Feature("mark", "m", -0.5)),
            Optional.of(new LineReasons.Near(0.5, "tar", "2025-01-01", "id")),
            Optional.empty());
    ExplainedLine explained = new ExplainedLine(detection, reasons);
    assertThat(back(JobMappers.EXPLAINED_LINE, explained)).isEqualTo(explained);
  }

  private static <T> T back(StateMapper<T> mapper, T value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    mapper.write(value, new DataOutputStream(bytes));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    T read = mapper.read(mapper.version(), in);
    assertThat(in.available()).isZero();
    return read;
  }
}
