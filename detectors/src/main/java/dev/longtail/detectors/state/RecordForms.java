package dev.longtail.detectors.state;

import dev.longtail.detectors.duplicates.ControlInput;
import dev.longtail.detectors.duplicates.EarlierExemplar;
import dev.longtail.detectors.duplicates.EmbeddedAnomaly;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.duplicates.MergedBy;
import dev.longtail.detectors.duplicates.NearDuplicate;
import dev.longtail.detectors.duplicates.NearDuplicateIndex.Match;
import dev.longtail.detectors.model.Contribution;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.PackedFloats;
import dev.longtail.detectors.window.PackedText;
import dev.longtail.detectors.window.Sighting;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The forms of the records that travel between operators. */
final class RecordForms {
  private RecordForms() {}

  static void writeScored(ScoredCommand scored, DataOutput out) throws IOException {
    out.writeLong(scored.window());
    PackedText.write(scored.scale(), out);
    PackedText.write(scored.detector(), out);
    out.writeDouble(scored.score());
    scored.line().write(out);
    out.writeInt(scored.explanation().size());
    for (Contribution reason : scored.explanation()) {
      PackedText.write(reason.feature(), out);
      PackedText.write(reason.meaning(), out);
      out.writeDouble(reason.value());
      out.writeDouble(reason.usual());
      out.writeDouble(reason.share());
    }
  }

  static ScoredCommand readScored(DataInput in) throws IOException {
    long window = in.readLong();
    String scale = PackedText.read(in);
    String detector = PackedText.read(in);
    double score = in.readDouble();
    Line line = Line.read(in);
    List<Contribution> explanation = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      explanation.add(
          new Contribution(
              PackedText.read(in),
              PackedText.read(in),
              in.readDouble(),
              in.readDouble(),
              in.readDouble()));
    }
    return new ScoredCommand(window, scale, detector, score, line, explanation);
  }

  static void writeAnomaly(Anomaly anomaly, DataOutput out) throws IOException {
    out.writeInt(anomaly.rank());
    writeScored(anomaly.scored(), out);
  }

  static Anomaly readAnomaly(DataInput in) throws IOException {
    return new Anomaly(in.readInt(), readScored(in));
  }

  static void writeEmbedded(EmbeddedAnomaly embedded, DataOutput out) throws IOException {
    writeAnomaly(embedded.anomaly(), out);
    out.writeLong(embedded.shape());
    Match earlier = embedded.earlier();
    out.writeBoolean(earlier != null);
    if (earlier != null) {
      PackedText.write(earlier.commandLine(), out);
      writeBy(earlier.by(), out);
      out.writeDouble(earlier.cosine());
      out.writeLong(earlier.window());
    }
  }

  static EmbeddedAnomaly readEmbedded(DataInput in) throws IOException {
    Anomaly anomaly = readAnomaly(in);
    long shape = in.readLong();
    Match earlier =
        in.readBoolean()
            ? new Match(PackedText.read(in), readBy(in), in.readDouble(), in.readLong())
            : null;
    return new EmbeddedAnomaly(anomaly, shape, earlier);
  }

  static void writeEarlier(EarlierExemplar exemplar, DataOutput out) throws IOException {
    out.writeLong(exemplar.window());
    PackedText.write(exemplar.scale(), out);
    PackedText.write(exemplar.commandLine(), out);
    EarlierExemplar.Embedded line = exemplar.line();
    out.writeBoolean(line != null);
    if (line != null) {
      PackedText.write(line.template(), out);
      out.writeLong(line.shape());
      PackedFloats.writeVector(line.vector(), out);
    }
  }

  static EarlierExemplar readEarlier(DataInput in) throws IOException {
    long window = in.readLong();
    String scale = PackedText.read(in);
    String commandLine = PackedText.read(in);
    EarlierExemplar.Embedded line =
        in.readBoolean()
            ? new EarlierExemplar.Embedded(
                PackedText.read(in), in.readLong(), PackedFloats.readVector(in))
            : null;
    return new EarlierExemplar(window, scale, commandLine, line);
  }

  static void writeExemplar(Exemplar exemplar, DataOutput out) throws IOException {
    PackedText.write(exemplar.id(), out);
    out.writeLong(exemplar.window());
    PackedText.write(exemplar.scale(), out);
    out.writeInt(exemplar.detectors().size());
    for (String detector : exemplar.detectors()) {
      PackedText.write(detector, out);
    }
    out.writeInt(exemplar.rank());
    out.writeDouble(exemplar.score());
    exemplar.command().write(out);
  }

  static Exemplar readExemplar(DataInput in) throws IOException {
    String id = PackedText.read(in);
    long window = in.readLong();
    String scale = PackedText.read(in);
    List<String> detectors = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      detectors.add(PackedText.read(in));
    }
    return new Exemplar(
        id, window, scale, detectors, in.readInt(), in.readDouble(), Sighting.read(in));
  }

  static void writeDuplicate(NearDuplicate duplicate, DataOutput out) throws IOException {
    writeExemplar(duplicate.anomaly(), out);
    PackedText.write(duplicate.of(), out);
    writeBy(duplicate.by(), out);
    out.writeDouble(duplicate.cosine());
  }

  static NearDuplicate readDuplicate(DataInput in) throws IOException {
    return new NearDuplicate(readExemplar(in), PackedText.read(in), readBy(in), in.readDouble());
  }

  static void writeControl(ControlInput input, DataOutput out) throws IOException {
    out.writeBoolean(input.random() != null);
    if (input.random() != null) {
      writeScored(input.random(), out);
    } else {
      writeExemplar(input.exemplar(), out);
    }
  }

  static ControlInput readControl(DataInput in) throws IOException {
    return in.readBoolean()
        ? new ControlInput(readScored(in), null)
        : new ControlInput(null, readExemplar(in));
  }

  static void writeCount(FunnelCount count, DataOutput out) throws IOException {
    PackedText.write(count.window(), out);
    PackedText.write(count.scale(), out);
    PackedText.write(count.stage().name(), out);
    PackedText.write(count.place(), out);
    out.writeLong(count.count());
  }

  static FunnelCount readCount(DataInput in) throws IOException {
    return new FunnelCount(
        PackedText.read(in),
        PackedText.read(in),
        FunnelStage.valueOf(PackedText.read(in)),
        PackedText.read(in),
        in.readLong());
  }

  private static void writeBy(MergedBy by, DataOutput out) throws IOException {
    out.writeBoolean(by == MergedBy.TEMPLATE);
  }

  private static MergedBy readBy(DataInput in) throws IOException {
    return in.readBoolean() ? MergedBy.TEMPLATE : MergedBy.COSINE;
  }
}
