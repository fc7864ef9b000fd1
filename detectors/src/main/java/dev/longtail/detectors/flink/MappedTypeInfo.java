package dev.longtail.detectors.flink;

import dev.longtail.detectors.state.StateMapper;
import dev.longtail.detectors.state.StateMappers;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * The type of our records: each travels in the form of its {@link StateMapper}. A record between
 * operators may become state, in an async operator's queue or in a buffer. So no record is
 * serialized by reflection over its fields.
 */
public final class MappedTypeInfo<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final String name;

  private MappedTypeInfo(String name) {
    this.name = name;
  }

  /** The type that {@code mapper} maps. */
  public static <T> MappedTypeInfo<T> of(StateMapper<T> mapper) {
    return new MappedTypeInfo<>(mapper.name());
  }

  @SuppressWarnings("unchecked")
  private StateMapper<T> mapper() {
    return (StateMapper<T>) StateMappers.named(name);
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return mapper().type();
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return new MappedSerializer<>(mapper());
  }

  @Override
  public String toString() {
    return "Mapped(" + name + ")";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MappedTypeInfo<?> that && that.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof MappedTypeInfo<?>;
  }
}
