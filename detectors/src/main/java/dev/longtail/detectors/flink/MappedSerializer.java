package dev.longtail.detectors.flink;

import dev.longtail.detectors.state.StateMapper;
import dev.longtail.detectors.state.StateMappers;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Flink's serializer for the types of a {@link StateMapper}: the only serializer of our own types.
 * It holds the mapper's logical name and no class.
 *
 * <p>It reads the version that it was made with. It always writes the latest version, and its
 * snapshot names the latest version too.
 */
public final class MappedSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final int reads;
  private transient StateMapper<T> mapper;

  /** Writes and reads the latest version. */
  public MappedSerializer(StateMapper<T> mapper) {
    this(mapper.name(), mapper.version());
  }

  /** As above, of the mapper with this logical name. */
  MappedSerializer(String name) {
    this(name, StateMappers.named(name).version());
  }

  /** Reads an earlier version. */
  MappedSerializer(String name, int reads) {
    this.name = name;
    this.reads = reads;
  }

  /** The mapper of the logical name. */
  @SuppressWarnings("unchecked")
  StateMapper<T> mapper() {
    if (mapper == null) {
      mapper = (StateMapper<T>) StateMappers.named(name);
    }
    return mapper;
  }

  @Override
  public void serialize(T value, DataOutputView target) throws IOException {
    mapper().write(value, target);
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    return mapper().read(reads, source);
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public T copy(T from) {
    return mapper().copy(from);
  }

  @Override
  public T copy(T from, T reuse) {
    return copy(from);
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return new MappedSerializer<>(name, reads);
  }

  /** Never called for state: the function makes new state, not the serializer. */
  @Override
  public T createInstance() {
    throw new UnsupportedOperationException("state \"" + name + "\"");
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MappedSerializer<?> that
        && that.name.equals(name)
        && that.reads == reads;
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return "MappedSerializer(" + name + " " + reads + ")";
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new StateSnapshot<>(name, mapper().version());
  }
}
