package dev.longtail.labeler.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers from a file of known truth, for benchmarks. Each line is {@code
 * {"cmd":…,"label":"benign"|"malicious"}}. The client abstains if the file lacks the command, gives
 * it another label, or gives it two labels.
 */
public final class TruthLabelClient implements LabelClient {
  private record Version(Path file, FileTime modified, long size) {}

  /** All clients of a JVM read a file once, so parallel instances share it. */
  private static final ConcurrentHashMap<Version, Map<String, Verdict>> LOADED =
      new ConcurrentHashMap<>();

  private final Map<String, Verdict> truth;
  private final String model;

  /**
   * Opens {@code file}, gzipped or not.
   *
   * @throws InputException if it cannot be read, naming file, line and field
   */
  public TruthLabelClient(Path file) {
    truth = LOADED.computeIfAbsent(version(file), v -> load(file));
    model = "truth:" + file.getFileName();
  }

  @Override
  public CompletableFuture<LabelResult> label(String commandLine) {
    return CompletableFuture.completedFuture(answer(commandLine));
  }

  private LabelResult answer(String commandLine) {
    Verdict verdict = commandLine == null ? null : truth.get(commandLine);
    if (verdict == null) {
      return LabelResult.abstained("not in the truth file", model, "");
    }
    return switch (verdict) {
      case BENIGN -> new LabelResult(verdict, "benign in the truth file", model, "");
      case MALICIOUS -> new LabelResult(verdict, "malicious in the truth file", model, "");
      case ABSTAINED ->
          LabelResult.abstained("neither benign nor malicious in the truth file", model, "");
    };
  }

  @Override
  public String describe() {
    return "known truth, not a model (" + model + ")";
  }

  @Override
  public void close() {}

  private static Version version(Path file) {
    try {
      Path real = file.toRealPath();
      return new Version(real, Files.getLastModifiedTime(real), Files.size(real));
    } catch (IOException e) {
      throw new InputException(file + ": no such truth file", e);
    }
  }

  private static Map<String, Verdict> load(Path file) {
    Map<String, Verdict> verdicts = new HashMap<>();
    Set<Verdict> labels = EnumSet.noneOf(Verdict.class);
    JsonLines.forEach(
        file,
        (record, where) -> {
          String commandLine = JsonLines.commandLine(record, where);
          JsonNode label = record.get("label");
          if (label == null || !label.isTextual()) {
            throw new InputException(where + ": field \"label\" is missing or no text");
          }
          Verdict verdict = verdict(label.textValue());
          labels.add(verdict);
          verdicts.merge(
              commandLine, verdict, (one, other) -> one == other ? one : Verdict.ABSTAINED);
        });
    if (!labels.contains(Verdict.BENIGN) && !labels.contains(Verdict.MALICIOUS)) {
      throw new InputException(file + ": holds no line whose label is benign or malicious");
    }
    return Map.copyOf(verdicts);
  }

  private static Verdict verdict(String label) {
    return switch (label) {
      case "benign" -> Verdict.BENIGN;
      case "malicious" -> Verdict.MALICIOUS;
      default -> Verdict.ABSTAINED;
    };
  }
}
