package dev.longtail.job.scoring;

import dev.longtail.training.classify.DeployedModel;
import dev.longtail.training.classify.EmbeddingMemory;
import dev.longtail.training.classify.LineSources;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelContent;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Real models, trained in a moment on few lines. */
public final class SmallModels {
  private SmallModels() {}

  /** A model of the text alone, to which {@code tool} with some file is an attack. */
  public static Path text(Path folder, String tool) throws IOException {
    Model.train(set(tool), new ModelSettings(10, 1), LineSources.TEXT).save(folder);
    return folder;
  }

  /** A model of the text alone, trained on these lines. */
  public static Path text(Path folder, List<LabelledCommand> rows) throws IOException {
    Model.train(set(rows), new ModelSettings(10, 1), LineSources.TEXT).save(folder);
    return folder;
  }

  /** The same with embeddings of {@link SmallModel}. */
  public static Path embedded(Path folder, String tool) throws IOException {
    try (EmbeddingMemory vectors = new EmbeddingMemory(SmallModel.MODEL, 1, 1 << 20)) {
      Model.train(set(tool), new ModelSettings(10, 1), LineSources.TEXT.with(vectors)).save(folder);
    }
    return folder;
  }

  private static TrainingSet set(String tool) {
    List<LabelledCommand> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String word = "" + (char) ('a' + i / 5) + (char) ('n' + i % 5);
      rows.add(new LabelledCommand(tool + " --out /srv/" + word, Label.MALICIOUS));
      rows.add(new LabelledCommand("ls -l /home/" + word, Label.BENIGN));
      rows.add(new LabelledCommand("cat /etc/" + word + ".conf", Label.BENIGN));
    }
    return set(rows);
  }

  private static TrainingSet set(List<LabelledCommand> rows) {
    return new TrainingSet("ab", "ab", Arm.BASE, rows, 0, 0, 0, new TrainingSet.Overlap(0, 0));
  }

  /** Makes {@code model} the deployed one of a registry, as a release does. */
  public static LiveModel deploy(Path registry, Path model, double threshold, String since)
      throws IOException {
    String content = ModelContent.digest(model);
    Path folder = registry.resolve(DeployedModel.MODELS).resolve(content);
    Files.createDirectories(folder);
    for (Path file : ModelContent.files(model)) {
      Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
    announce(registry, new DeployedModel(content, threshold, since));
    return new LiveModel(folder.toString(), content, threshold, since);
  }

  /** Writes a registry's {@code deployed.json} all at once. */
  public static void announce(Path registry, DeployedModel deployed) throws IOException {
    Path part = registry.resolve(".deployed");
    Files.writeString(part, Json.line(deployed));
    Files.move(part, registry.resolve(DeployedModel.FILE), StandardCopyOption.REPLACE_EXISTING);
  }
}
