package dev.longtail.job.graph;

import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.PackedText;
import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The forms of the records of {@link JobMappers}. */
final class JobForms {
  private JobForms() {}

  static void writeSource(SourceRecord record, DataOutput out) throws IOException {
    CommandEvent event = record.event();
    out.writeBoolean(event != null);
    if (event == null) {
      writeLetter(record.deadLetter(), out);
      return;
    }
    PackedText.write(event.eventId(), out);
    out.writeLong(event.ts());
    PackedText.write(event.host(), out);
    PackedText.write(event.user(), out);
    PackedText.write(event.os(), out);
    PackedText.write(event.parent(), out);
    PackedText.write(event.image(), out);
    PackedText.write(event.commandLine(), out);
    PackedText.write(record.timeUnit().name(), out);
  }

  static SourceRecord readSource(DataInput in) throws IOException {
    if (!in.readBoolean()) {
      return new SourceRecord(null, readLetter(in));
    }
    CommandEvent event =
        new CommandEvent(
            PackedText.read(in),
            in.readLong(),
            PackedText.read(in),
            PackedText.read(in),
            PackedText.read(in),
            PackedText.read(in),
            PackedText.read(in),
            PackedText.read(in));
    return new SourceRecord(event, null, EpochUnit.valueOf(PackedText.read(in)));
  }

  static void writeLetter(DeadLetter letter, DataOutput out) throws IOException {
    PackedText.write(letter.origin(), out);
    PackedText.write(letter.reason(), out);
    out.writeLong(letter.ts());
    out.writeInt(letter.raw().length);
    out.write(letter.raw());
    out.writeLong(letter.length());
    PackedText.write(letter.sha256(), out);
  }

  static DeadLetter readLetter(DataInput in) throws IOException {
    String origin = PackedText.read(in);
    String reason = PackedText.read(in);
    long ts = in.readLong();
    byte[] raw = new byte[in.readInt()];
    in.readFully(raw);
    return new DeadLetter(origin, reason, ts, raw, in.readLong(), PackedText.read(in));
  }

  static void writeOutput(OutputRecord record, DataOutput out) throws IOException {
    PackedText.write(record.key(), out);
    PackedText.write(record.window(), out);
    PackedText.write(record.json(), out);
  }

  static OutputRecord readOutput(DataInput in) throws IOException {
    return new OutputRecord(PackedText.read(in), PackedText.read(in), PackedText.read(in));
  }

  static void writeRequest(LabelRequest request, DataOutput out) throws IOException {
    PackedText.write(request.arm().label(), out);
    StateMappers.EXEMPLAR.write(request.exemplar(), out);
  }

  static LabelRequest readRequest(DataInput in) throws IOException {
    LabelRequest.Arm arm = LabelRequest.Arm.labelled(PackedText.read(in));
    return new LabelRequest(arm, StateMappers.EXEMPLAR.read(1, in));
  }

  static void writeLabelled(LabelledRequest labelled, DataOutput out) throws IOException {
    writeRequest(labelled.request(), out);
    writeResult(labelled.result(), out);
  }

  static LabelledRequest readLabelled(DataInput in) throws IOException {
    return new LabelledRequest(readRequest(in), readResult(in));
  }

  static void writeAdmitted(AdmittedRequest admitted, DataOutput out) throws IOException {
    writeRequest(admitted.request(), out);
    writeResult(admitted.result(), out);
    out.writeBoolean(admitted.admitted());
    PackedText.write(admitted.admissionReason(), out);
  }

  static AdmittedRequest readAdmitted(DataInput in) throws IOException {
    return new AdmittedRequest(
        readRequest(in), readResult(in), in.readBoolean(), PackedText.read(in));
  }

  private static void writeResult(LabelResult result, DataOutput out) throws IOException {
    PackedText.write(result.verdict().name(), out);
    PackedText.write(result.reason(), out);
    PackedText.write(result.model(), out);
    PackedText.write(result.promptVersion(), out);
  }

  private static LabelResult readResult(DataInput in) throws IOException {
    return new LabelResult(
        Verdict.valueOf(PackedText.read(in)),
        PackedText.read(in),
        PackedText.read(in),
        PackedText.read(in));
  }
}
