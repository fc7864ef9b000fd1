package dev.longtail.detectors.flink;

import dev.longtail.detectors.state.StateMapper;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;

/**
 * Flink's serializer for what a {@link StateMapper} maps.
 *
 * <p>The snapshot holds nothing but the mapper's class, because every value carries its own version
 * and the mapper reads all of them: a restore is always compatible.
 */
public final class MappedSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;

  private final Class<? extends StateMapper<T>> mapperClass;
  private transient StateMapper<T> mapper;

  /** A serializer by a mapper with a public constructor without arguments. */
  public MappedSerializer(Class<? extends StateMapper<T>> mapperClass) {
    this.mapperClass = mapperClass;
  }

  private StateMapper<T> mapper() {
    if (mapper == null) {
      mapper = InstantiationUtil.instantiate(mapperClass);
    }
    return mapper;
  }

  @Override
  public void serialize(T value, DataOutputView target) throws IOException {
    mapper().write(value, target);
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    return mapper().read(source);
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
    return new MappedSerializer<>(mapperClass);
  }

  /** Never called for state, which is made by its function and not by its serializer. */
  @Override
  public T createInstance() {
    throw new UnsupportedOperationException("state of " + mapperClass.getName());
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MappedSerializer<?> that && that.mapperClass == mapperClass;
  }

  @Override
  public int hashCode() {
    return mapperClass.getName().hashCode();
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new Snapshot<>(mapperClass);
  }

  /** The mapper's class name, in a checkpoint. */
  public static final class Snapshot<T> implements TypeSerializerSnapshot<T> {
    private static final int VERSION = 1;

    private Class<? extends StateMapper<T>> mapperClass;

    /** For Flink, which reads the content afterwards. */
    public Snapshot() {}

    private Snapshot(Class<? extends StateMapper<T>> mapperClass) {
      this.mapperClass = mapperClass;
    }

    @Override
    public int getCurrentVersion() {
      return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      out.writeUTF(mapperClass.getName());
    }

    @Override
    @SuppressWarnings("unchecked")
    public void readSnapshot(int readVersion, DataInputView in, ClassLoader userCodeClassLoader)
        throws IOException {
      Class<?> named = InstantiationUtil.resolveClassByName(in, userCodeClassLoader);
      mapperClass = (Class<? extends StateMapper<T>>) named.asSubclass(StateMapper.class);
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
      return new MappedSerializer<>(mapperClass);
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
        TypeSerializerSnapshot<T> old) {
      return old instanceof Snapshot<T> that && that.mapperClass == mapperClass
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
