package dev.longtail.detectors.state;

import dev.longtail.detectors.duplicates.EarlierChunk;
import dev.longtail.detectors.duplicates.ExemplarChunk;
import dev.longtail.detectors.ranking.ShardModel;
import dev.longtail.detectors.window.EmbeddedCommand;
import dev.longtail.detectors.window.SampleWindow;
import dev.longtail.detectors.window.SampledCommand;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.detectors.window.SightingForm;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * Writes an object of the core as state and reads it back. Every form begins with its own version,
 * so that the algorithm changes apart from its checkpoints: {@link #read} reads all versions.
 *
 * <p>The subclasses are here for their names, by which a savepoint finds its mapper: rename none.
 */
public abstract class StateMapper<T> {
  private final Writer<T> writer;
  private final Reader<T> reader;
  private final UnaryOperator<T> copier;

  private interface Writer<T> {
    void write(T value, DataOutput out) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInput in) throws IOException;
  }

  private StateMapper(Writer<T> writer, Reader<T> reader, UnaryOperator<T> copier) {
    this.writer = writer;
    this.reader = reader;
    this.copier = copier;
  }

  /** Maps what never changes, so that it is its own copy. */
  private StateMapper(Writer<T> writer, Reader<T> reader) {
    this(writer, reader, UnaryOperator.identity());
  }

  /**
   * Writes {@code value} in the latest version.
   *
   * @throws IOException if {@code out} cannot be written
   */
  public final void write(T value, DataOutput out) throws IOException {
    writer.write(value, out);
  }

  /**
   * Reads a value of any version.
   *
   * @throws IOException if {@code in} cannot be read, or the version is none that this code knows
   */
  public final T read(DataInput in) throws IOException {
    return reader.read(in);
  }

  /** A value that does not change when this one is changed in place. */
  public final T copy(T value) {
    return copier.apply(value);
  }

  /** Maps {@link ShardWindow}. */
  public static final class ShardWindows extends StateMapper<ShardWindow> {
    public ShardWindows() {
      super(ShardWindow::write, ShardWindow::read, ShardWindow::copy);
    }
  }

  /** Maps {@link Sighting}, for records on their way; nothing is stored in this form alone. */
  public static final class Sightings extends StateMapper<Sighting> {
    public Sightings() {
      super(SightingForm::write, SightingForm::read);
    }
  }

  /** Maps {@link SampleWindow}. */
  public static final class SampleWindows extends StateMapper<SampleWindow> {
    public SampleWindows() {
      super(SampleWindow::write, SampleWindow::read, SampleWindow::copy);
    }
  }

  /** Maps {@link SampledCommand}; those in flight to the embedder are state. */
  public static final class SampledCommands extends StateMapper<SampledCommand> {
    public SampledCommands() {
      super(SampledCommand::write, SampledCommand::read);
    }
  }

  /** Maps {@link EmbeddedCommand}, for records on their way. */
  public static final class EmbeddedCommands extends StateMapper<EmbeddedCommand> {
    public EmbeddedCommands() {
      super(EmbeddedCommand::write, EmbeddedCommand::read);
    }
  }

  /** Maps {@link ShardModel}. */
  public static final class ShardModels extends StateMapper<ShardModel> {
    public ShardModels() {
      super(ShardModel::write, ShardModel::read);
    }
  }

  /** Maps {@link ExemplarChunk}. */
  public static final class ExemplarChunks extends StateMapper<ExemplarChunk> {
    public ExemplarChunks() {
      super(ExemplarChunk::write, ExemplarChunk::read);
    }
  }

  /** Maps {@link EarlierChunk}. */
  public static final class EarlierChunks extends StateMapper<EarlierChunk> {
    public EarlierChunks() {
      super(EarlierChunk::write, EarlierChunk::read, EarlierChunk::copy);
    }
  }
}
