package dev.longtail.job.graph;

import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.PackedText;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.udfs.event.AuditFragment;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.TwinMark;
import dev.longtail.udfs.event.Twinned.Channel;
import dev.longtail.udfs.format.OpenTwins;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The forms of the records of {@link JobMappers}. */
final class JobForms {
  private static final byte LETTER = 0;
  private static final byte EVENT = 1;
  private static final byte SKIPPED = 2;
  private static final byte FRAGMENT = 3;
  private static final byte MARKED_EVENT = 4;
  private static final byte MARK = 5;

  private JobForms() {}

  static void writeFragment(AuditFragment fragment, DataOutput out) throws IOException {
    PackedText.write(fragment.host(), out);
    out.writeLong(fragment.ts());
    PackedText.write(fragment.serial(), out);
    out.writeBoolean(fragment.syscall());
    out.writeBoolean(fragment.failed());
    PackedText.write(fragment.user(), out);
    PackedText.write(fragment.image(), out);
    PackedText.write(fragment.pid(), out);
    out.writeInt(fragment.argc());
    out.writeInt(fragment.arguments().size());
    for (AuditFragment.Argument argument : fragment.arguments()) {
      out.writeInt(argument.index());
      out.writeInt(argument.part());
      out.writeLong(argument.length());
      out.writeInt(argument.written());
      PackedText.write(argument.bytes(), out);
    }
  }

  static AuditFragment readFragment(DataInput in) throws IOException {
    String host = PackedText.read(in);
    long ts = in.readLong();
    String serial = PackedText.read(in);
    boolean syscall = in.readBoolean();
    boolean failed = in.readBoolean();
    String user = PackedText.read(in);
    String image = PackedText.read(in);
    String pid = PackedText.read(in);
    int argc = in.readInt();
    int count = in.readInt();
    List<AuditFragment.Argument> arguments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arguments.add(
          new AuditFragment.Argument(
              in.readInt(), in.readInt(), in.readLong(), in.readInt(), PackedText.read(in)));
    }
    return new AuditFragment(
        host, ts, serial, syscall, failed, user, image, pid, argc, List.copyOf(arguments));
  }

  static void writeSource(SourceRecord record, DataOutput out) throws IOException {
    writeKind(record, out);
    out.writeInt(record.replayOf().size());
    for (LetterPlace place : record.replayOf()) {
      PackedText.write(place.origin(), out);
      PackedText.write(place.window(), out);
    }
  }

  private static void writeKind(SourceRecord record, DataOutput out) throws IOException {
    CommandEvent event = record.event();
    if (record.fragment() != null) {
      out.writeByte(FRAGMENT);
      writeFragment(record.fragment(), out);
      return;
    }
    if (record.skipped() != null) {
      out.writeByte(SKIPPED);
      PackedText.write(record.skipped().reason().name(), out);
      out.writeLong(record.skipped().ts());
      return;
    }
    if (record.deadLetter() != null) {
      out.writeByte(LETTER);
      writeLetter(record.deadLetter(), out);
      return;
    }
    if (record.twin() == null) {
      out.writeByte(EVENT);
    } else {
      out.writeByte(event == null ? MARK : MARKED_EVENT);
      writeMark(record.twin(), out);
    }
    if (event == null) {
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
    SourceRecord record = readKind(in);
    int letters = in.readInt();
    if (letters == 0) {
      return record;
    }
    List<LetterPlace> replayOf = new ArrayList<>();
    for (int i = 0; i < letters; i++) {
      replayOf.add(new LetterPlace(PackedText.read(in), PackedText.read(in)));
    }
    return record.replaying(replayOf);
  }

  private static SourceRecord readKind(DataInput in) throws IOException {
    byte kind = in.readByte();
    if (kind == FRAGMENT) {
      return SourceRecord.part(readFragment(in));
    }
    if (kind == SKIPPED) {
      return SourceRecord.skipped(SkipReason.valueOf(PackedText.read(in)), in.readLong());
    }
    if (kind == LETTER) {
      return new SourceRecord(null, readLetter(in));
    }
    TwinMark twin = kind == EVENT ? null : readMark(in);
    if (kind == MARK) {
      return SourceRecord.marked(twin);
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
    EpochUnit unit = EpochUnit.valueOf(PackedText.read(in));
    return new SourceRecord(event, null, unit, null, null, twin);
  }

  private static void writeMark(TwinMark twin, DataOutput out) throws IOException {
    out.writeBoolean(twin.isSysmon());
    out.writeLong(twin.process());
    out.writeLong(twin.ts());
  }

  private static TwinMark readMark(DataInput in) throws IOException {
    Channel channel = in.readBoolean() ? Channel.SYSMON : Channel.SECURITY;
    return new TwinMark(channel, in.readLong(), in.readLong());
  }

  @SuppressWarnings("unchecked")
  static Class<OpenTwins<Sighting>> openTwins() {
    return (Class<OpenTwins<Sighting>>) (Class<?>) OpenTwins.class;
  }

  static void writeTwins(OpenTwins<Sighting> open, DataOutput out) throws IOException {
    out.writeInt(open.size());
    open.forEach(
        (kind, process, ts, until, start) -> {
          PackedText.write(kind.name(), out);
          out.writeLong(process);
          out.writeLong(ts);
          out.writeLong(until);
          if (kind == OpenTwins.Kind.HELD) {
            StateMappers.SIGHTING.write(start, out);
          }
        });
  }

  static OpenTwins<Sighting> readTwins(DataInput in) throws IOException {
    OpenTwins<Sighting> open = new OpenTwins<>();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      OpenTwins.Kind kind = OpenTwins.Kind.valueOf(PackedText.read(in));
      long process = in.readLong();
      long ts = in.readLong();
      long until = in.readLong();
      Sighting start = kind == OpenTwins.Kind.HELD ? StateMappers.SIGHTING.read(1, in) : null;
      open.add(kind, process, ts, until, start);
    }
    return open;
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

  static void writeAdmissionInput(AdmissionInput input, DataOutput out) throws IOException {
    StateMappers.EXEMPLAR.write(input.line(), out);
    out.writeBoolean(input.isExemplar());
    if (!input.isExemplar()) {
      PackedText.write(input.of(), out);
    }
  }

  static AdmissionInput readAdmissionInput(DataInput in) throws IOException {
    return new AdmissionInput(
        StateMappers.EXEMPLAR.read(1, in), in.readBoolean() ? null : PackedText.read(in));
  }

  static void writeLabelled(LabelledRequest labelled, DataOutput out) throws IOException {
    writeRequest(labelled.request(), out);
    writeResult(labelled.result(), out);
  }

  /** The form before canaries had names. */
  static LabelledRequest readFirstLabelled(DataInput in) throws IOException {
    return new LabelledRequest(readRequest(in), readFirstResult(in));
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

  /** The form before canaries had names. */
  static AdmittedRequest readFirstAdmitted(DataInput in) throws IOException {
    return new AdmittedRequest(
        readRequest(in), readFirstResult(in), in.readBoolean(), PackedText.read(in));
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
    PackedText.write(result.canary(), out);
  }

  private static LabelResult readResult(DataInput in) throws IOException {
    return readFirstResult(in).behind(PackedText.read(in));
  }

  private static LabelResult readFirstResult(DataInput in) throws IOException {
    return new LabelResult(
        Verdict.valueOf(PackedText.read(in)),
        PackedText.read(in),
        PackedText.read(in),
        PackedText.read(in));
  }
}
