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
  }

  void write(T value, DataOutput out) throws IOException;

  T read(DataInput in) throws IOException;
}
