package dev.longtail.training.recall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.training.recall.Revocation.Concern;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Revocations that hold together.
 *
 * @param all of them, each once
 */
public record Revocations(List<Revocation> all) {
  /** Their file, in a folder that {@code longtail revoke} wrote. */
  public static final String FILE = "revocations.jsonl";

  /** Nothing is withdrawn. */
  public static final Revocations NONE = new Revocations(List.of());

  /** Keeps the first of those with equal traits. */
  public Revocations {
    List<Revocation> once = new ArrayList<>();
    for (Revocation each : all) {
      if (once.stream().noneMatch(known -> known.id().equals(each.id()))) {
        once.add(each);
      }
    }
    all = List.copyOf(once);
  }

  /**
   * Reads a file {@link #FILE}.
   *
   * @throws dev.longtail.udfs.io.InputException naming file and line of what is no revocation
   */
  public static Revocations read(Path file) {
    List<Revocation> read = new ArrayList<>();
    JsonLines.forEach(file, (record, where) -> read.add(Revocation.read(record, where.toString())));
    return new Revocations(read);
  }

  /** These and others. */
  public Revocations and(Revocations others) {
    List<Revocation> both = new ArrayList<>(all);
    both.addAll(others.all);
    return new Revocations(both);
  }

  /** The first that concerns {@code record}. */
  public Optional<Revocation> concerning(JsonNode record) {
    return all.stream().filter(each -> each.concerns(record) == Concern.YES).findFirst();
  }

  /** Whether a revocation might concern {@code record}, which does not say. */
  public boolean mightConcern(JsonNode record) {
    return all.stream().anyMatch(each -> each.concerns(record) == Concern.UNKNOWN);
  }
}
