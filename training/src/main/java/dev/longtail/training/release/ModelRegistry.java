package dev.longtail.training.release;

import dev.longtail.training.classify.DeployedModel;
import dev.longtail.training.classify.ModelContent;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Remembers which model is deployed, and every decision. A folder: {@code models/CONTENT/} holds
 * each model that was ever released, named by its content, so that a rollback needs nothing else;
 * {@code deployed.json} names the one that is live, and is replaced all at once; {@code
 * decisions.jsonl} only grows.
 */
public final class ModelRegistry {
  private static final String DEPLOYED = DeployedModel.FILE;
  private static final String DECISIONS = "decisions.jsonl";
  private static final String MODELS = DeployedModel.MODELS;
  private static final String LOCK = ".lock";

  private final Path folder;

  /** A registry; the folder is made by the first decision. */
  public ModelRegistry(Path folder) {
    this.folder = folder;
  }

  /**
   * The model that is live; empty if none was ever released.
   *
   * @throws InputException if the registry cannot be read, or the model's files are not those that
   *     were released
   */
  public Optional<DeployedModel> deployed() {
    Path file = folder.resolve(DEPLOYED);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      DeployedModel deployed = DeployedModel.parse(Files.readString(file), file.toString());
      checkContent(deployed.model());
      return Optional.of(deployed);
    } catch (IOException e) {
      throw new InputException(file + ": no deployed model: " + InputException.reason(e), e);
    }
  }

  private void checkContent(String model) {
    String found = ModelContent.digest(model(model));
    if (!found.equals(model)) {
      throw new InputException(
          "%s: holds model %s, not the one that was released; restore the folder"
              .formatted(model(model), found));
    }
  }

  /** The folder of a model that was released. */
  public Path model(String content) {
    return folder.resolve(MODELS).resolve(content);
  }

  /** All decisions, the earliest first. */
  public List<Decision> decisions() {
    Path file = folder.resolve(DECISIONS);
    List<Decision> decisions = new ArrayList<>();
    if (Files.exists(file)) {
      JsonLines.forEach(
          file,
          (record, where) -> {
            try {
              decisions.add(Json.MAPPER.treeToValue(record, Decision.class));
            } catch (IOException | IllegalArgumentException e) {
              throw new InputException(where + ": no decision: " + e.getMessage(), e);
            }
          });
    }
    return decisions;
  }

  /** Work on the registry while nobody else does. */
  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }

  /**
   * Makes {@code candidate} live.
   *
   * @param files the candidate's folder
   * @param decision of the kind {@link Decision.Kind#RELEASED}
   * @throws InputException if another model was deployed meanwhile, or the folder cannot be written
   */
  public void release(Path files, Decision decision) {
    change(
        () -> {
          expectDeployed(decision.live());
          keep(files, decision.candidate());
          append(decision);
          deploy(new DeployedModel(decision.candidate(), decision.threshold(), decision.at()));
        });
  }

  /** Remembers a decision that changes nothing. */
  public void refuse(Decision decision) {
    change(() -> append(decision));
  }

  /**
   * Makes live again what was before the model that is live now.
   *
   * @param at ISO 8601
   * @param reason why
   * @return what is live now
   * @throws InputException if there is nothing to go back to
   */
  public DeployedModel rollBack(String at, String reason) {
    List<DeployedModel> now = new ArrayList<>();
    change(
        () -> {
          List<DeployedModel> stack = stack();
          if (stack.size() < 2) {
            throw new InputException(folder + ": no earlier model to go back to");
          }
          DeployedModel from = stack.get(stack.size() - 1);
          DeployedModel to = stack.get(stack.size() - 2);
          checkContent(to.model());
          append(
              new Decision(
                  Decision.Kind.ROLLED_BACK,
                  at,
                  to.model(),
                  from.model(),
                  to.threshold(),
                  List.of(reason)));
          now.add(new DeployedModel(to.model(), to.threshold(), at));
          deploy(now.get(0));
        });
    return now.get(0);
  }

  /** A decision is written before it is carried out; a crash may have come between. */
  private void finishWhatWasInterrupted() throws IOException {
    List<DeployedModel> stack = stack();
    if (!stack.isEmpty()) {
      DeployedModel decided = stack.get(stack.size() - 1);
      Optional<DeployedModel> now = deployed();
      if (now.isEmpty() || !now.get().model().equals(decided.model())) {
        deploy(decided);
      }
    }
  }

  /** The models that were live and not rolled back, the deployed one last. */
  private List<DeployedModel> stack() {
    List<DeployedModel> stack = new ArrayList<>();
    for (Decision each : decisions()) {
      switch (each.kind()) {
        case RELEASED ->
            stack.add(new DeployedModel(each.candidate(), each.threshold(), each.at()));
        case ROLLED_BACK -> stack.remove(stack.size() - 1);
        case REFUSED -> {}
      }
    }
    return stack;
  }

  private void expectDeployed(String live) {
    String now = deployed().map(DeployedModel::model).orElse("");
    if (!now.equals(live)) {
      throw new InputException(
          "%s: %s is deployed now, and %s was compared with; compare again"
              .formatted(folder, now.isEmpty() ? "no model" : now, live.isEmpty() ? "none" : live));
    }
  }

  private void keep(Path files, String content) throws IOException {
    Path target = model(content);
    if (Files.exists(target)) {
      checkContent(content);
      return;
    }
    Path part = target.resolveSibling("." + content);
    Files.createDirectories(part);
    for (Path file : ModelContent.files(ModelContent.folder(files))) {
      Files.copy(file, part.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    checkContent(content);
  }

  private void append(Decision decision) throws IOException {
    Files.writeString(
        folder.resolve(DECISIONS),
        Json.line(decision) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private void deploy(DeployedModel deployed) throws IOException {
    Path part = folder.resolve("." + DEPLOYED);
    Files.writeString(part, Json.line(deployed) + "\n");
    Files.move(
        part,
        folder.resolve(DEPLOYED),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void change(Change change) {
    try {
      Files.createDirectories(folder.resolve(MODELS));
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = lock(channel)) {
        finishWhatWasInterrupted();
        change.make();
      }
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be written: " + InputException.reason(e), e);
    }
  }

  private FileLock lock(FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new InputException(folder + ": somebody else changes it now");
    }
    return lock;
  }
}
