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

  void write(T value, DataOutput out) throws IOException;

  T read(DataInput in) throws IOException;

  /** A value that does not change when this one is changed in place. */
  T copy(T value);
}
