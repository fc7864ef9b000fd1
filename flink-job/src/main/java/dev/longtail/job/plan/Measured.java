package dev.longtail.job.plan;

import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The measured constants, all in {@code measured.json}, each with its source. */
public final class Measured {
  /**
   * One constant.
   *
   * @param what was counted or timed
   * @param source heading in {@code docs/benchmarks.md} under which its measurement stands
   */
  public record Constant(String name, double value, String unit, String what, String source) {}

  private final Map<String, Constant> constants = new LinkedHashMap<>();

  private Measured(Constant[] all) {
    for (Constant each : all) {
      if (constants.put(each.name, each) != null || !(each.value > 0)) {
        throw new IllegalStateException("twice, or not above 0: " + each);
      }
    }
  }

  /** Those that were measured last. */
  public static Measured load() {
    try (InputStream in = Measured.class.getResourceAsStream("measured.json")) {
      return new Measured(Json.MAPPER.readValue(in, Constant[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Events for each command that is new in its window. */
  public double eventsPerLine() {
    return of("events-a-new-command");
  }

  double of(String name) {
    Constant constant = constants.get(name);
    if (constant == null) {
      throw new IllegalArgumentException("no constant " + name);
    }
    return constant.value;
  }

  /** All, in the order of the file. */
  public Collection<Constant> all() {
    return constants.values();
  }
}
