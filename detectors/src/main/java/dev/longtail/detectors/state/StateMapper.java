package dev.longtail.detectors.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Writes objects of one kind as state and reads them back. A checkpoint holds a logical name and a
 * version for the kind, so classes may be renamed and moved. {@link StateMappers} lists all
 * mappers.
 *
 * <p>A change of the form needs a new version. The reader gets the version that was written.
 *
 * @param <T> the kind of object
 */
public final class StateMapper<T> {
  private final String name;
  private final int version;
  private final Class<T> type;
  private final Writer<T> writer;

  /** Of the versions up to {@link #version}, without gaps. */
  private final List<Reader<T>> readers;

  private final UnaryOperator<T> copier;

  /** Writes the latest version. */
  @FunctionalInterface
  public interface Writer<T> {
    /** Writes {@code value}. */
    void write(T value, DataOutput out) throws IOException;
  }

  /** Reads one version of a form. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads a value. */
    T read(DataInput in) throws IOException;
  }

  private StateMapper(
      String name,
      int version,
      Class<T> type,
      Writer<T> writer,
      List<Reader<T>> readers,
      UnaryOperator<T> copier) {
    this.name = name;
    this.version = version;
    this.type = type;
    this.writer = writer;
    this.readers = readers;
    this.copier = copier;
  }

  /** The first version of the form of immutable objects; a copy is the object itself. */
  public static <T> StateMapper<T> first(
      String name, Class<T> type, Writer<T> writer, Reader<T> reader) {
    return first(name, type, writer, reader, UnaryOperator.identity());
  }

  /** The first version of the form of objects that {@code copier} copies. */
  public static <T> StateMapper<T> first(
      String name, Class<T> type, Writer<T> writer, Reader<T> reader, UnaryOperator<T> copier) {
    return new StateMapper<>(name, 1, type, writer, List.of(reader), copier);
  }

  /**
   * A form of objects that {@code copier} copies, of which earlier versions are read.
   *
   * @param readers of all versions from the first one; the last is the one that is written
   */
  public static <T> StateMapper<T> changed(
      String name,
      Class<T> type,
      Writer<T> writer,
      UnaryOperator<T> copier,
      List<Reader<T>> readers) {
    return new StateMapper<>(name, readers.size(), type, writer, List.copyOf(readers), copier);
  }

  /**
   * The form of immutable records that only travel between operators and lie in no state. So no
   * earlier version has to be read.
   */
  public static <T> StateMapper<T> travelling(
      String name, int version, Class<T> type, Writer<T> writer, Reader<T> reader) {
    return new StateMapper<>(
        name, version, type, writer, List.of(reader), UnaryOperator.identity());
  }

  /** The logical name; never changed, and never used for another kind. */
  public String name() {
    return name;
  }

  /** The version that is written. */
  public int version() {
    return version;
  }

  /** The earliest version that is read. */
  public int earliest() {
    return version - readers.size() + 1;
  }

  /** The class of the objects. */
  public Class<T> type() {
    return type;
  }

  /**
   * Writes {@code value} in the latest version.
   *
   * @throws IOException if {@code out} cannot be written
   */
  public void write(T value, DataOutput out) throws IOException {
    writer.write(value, out);
  }

  /**
   * Reads a value.
   *
   * @param written the version it was written in
   * @throws IOException if {@code in} cannot be read, or if this code does not know the version
   */
  public T read(int written, DataInput in) throws IOException {
    int earliest = earliest();
    if (written < earliest || written > version) {
      throw new IOException(
          "state \"%s\" in version %d; this release reads version %s"
              .formatted(
                  name, written, earliest == version ? version : earliest + " to " + version));
    }
    return readers.get(written - earliest).read(in);
  }

  /** A copy that does not change when {@code value} is changed in place. */
  public T copy(T value) {
    return copier.apply(value);
  }

  @Override
  public String toString() {
    return name + " " + version;
  }
}
