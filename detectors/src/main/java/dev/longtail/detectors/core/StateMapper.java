package dev.longtail.detectors.core;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Writes an object of the core as state and reads it back. Every form begins with its own version,
 * so that the algorithm changes apart from its checkpoints: {@link #read} reads all versions.
 */
public interface StateMapper<T> {
  /** Maps {@link ShardWindow}. */
  final class ShardWindows implements StateMapper<ShardWindow> {
    @Override
    public void write(ShardWindow value, DataOutput out) throws IOException {
      value.write(out);
    }

    @Override
    public ShardWindow read(DataInput in) throws IOException {
      return ShardWindow.read(in);
    }

    @Override
    public ShardWindow copy(ShardWindow value) {
      return value.copy();
    }
  }

  /** Maps {@link Candidate}, for records on their way; nothing is stored in this form alone. */
  final class Candidates implements StateMapper<Candidate> {
    @Override
    public void write(Candidate value, DataOutput out) throws IOException {
      CandidateMapper.write(value, out);
    }

    @Override
    public Candidate read(DataInput in) throws IOException {
      return CandidateMapper.read(in);
    }

    @Override
    public Candidate copy(Candidate value) {
      return value;
    }
  }

  /** Maps {@link SampleWindow}. */
  final class SampleWindows implements StateMapper<SampleWindow> {
    @Override
    public void write(SampleWindow value, DataOutput out) throws IOException {
      value.write(out);
    }

    @Override
    public SampleWindow read(DataInput in) throws IOException {
      return SampleWindow.read(in);
    }

    @Override
    public SampleWindow copy(SampleWindow value) {
      return value.copy();
    }
  }

  /** Maps {@link SampledCommand}; those in flight to the embedder are state. */
  final class SampledCommands implements StateMapper<SampledCommand> {
    private static final int VERSION = 1;

    @Override
    public void write(SampledCommand value, DataOutput out) throws IOException {
      out.writeByte(VERSION);
      out.writeBoolean(value.first());
      CandidateMapper.write(value.sighting(), out);
    }

    @Override
    public SampledCommand read(DataInput in) throws IOException {
      requireVersion(in.readByte(), VERSION, "a sampled command");
      boolean first = in.readBoolean();
      return new SampledCommand(CandidateMapper.read(in), first);
    }

    @Override
    public SampledCommand copy(SampledCommand value) {
      return value;
    }
  }

  /** Maps {@link EmbeddedCommand}, for records on their way. */
  final class EmbeddedCommands implements StateMapper<EmbeddedCommand> {
    private static final int VERSION = 1;
    private static final float[] NONE = {};

    @Override
    public void write(EmbeddedCommand value, DataOutput out) throws IOException {
      out.writeByte(VERSION);
      CandidateMapper.write(value.sighting(), out);
      PackedFloats.writeVector(value.embedding() == null ? NONE : value.embedding(), out);
    }

    @Override
    public EmbeddedCommand read(DataInput in) throws IOException {
      requireVersion(in.readByte(), VERSION, "an embedded command");
      Candidate sighting = CandidateMapper.read(in);
      float[] embedding = PackedFloats.readVector(in);
      return new EmbeddedCommand(sighting, embedding.length == 0 ? null : embedding);
    }

    @Override
    public EmbeddedCommand copy(EmbeddedCommand value) {
      return value;
    }
  }

  /** Maps {@link ShardModel}. */
  final class ShardModels implements StateMapper<ShardModel> {
    @Override
    public void write(ShardModel value, DataOutput out) throws IOException {
      value.write(out);
    }

    @Override
    public ShardModel read(DataInput in) throws IOException {
      return ShardModel.read(in);
    }

    @Override
    public ShardModel copy(ShardModel value) {
      return value;
    }
  }

  /** Maps {@link ExemplarSlab}. */
  final class ExemplarSlabs implements StateMapper<ExemplarSlab> {
    @Override
    public void write(ExemplarSlab value, DataOutput out) throws IOException {
      value.write(out);
    }

    @Override
    public ExemplarSlab read(DataInput in) throws IOException {
      return ExemplarSlab.read(in);
    }

    @Override
    public ExemplarSlab copy(ExemplarSlab value) {
      return value;
    }
  }

  /** Maps {@link KnownSlab}. */
  final class KnownSlabs implements StateMapper<KnownSlab> {
    @Override
    public void write(KnownSlab value, DataOutput out) throws IOException {
      value.write(out);
    }

    @Override
    public KnownSlab read(DataInput in) throws IOException {
      return KnownSlab.read(in);
    }

    @Override
    public KnownSlab copy(KnownSlab value) {
      return value.copy();
    }
  }

  /** Refuses a form that this code does not know. */
  private static void requireVersion(int version, int known, String what) throws IOException {
    if (version != known) {
      throw new IOException("state of " + what + " in version " + version);
    }
  }

  void write(T value, DataOutput out) throws IOException;

  T read(DataInput in) throws IOException;

  /** A value that does not change when this one is changed in place. */
  T copy(T value);
}
