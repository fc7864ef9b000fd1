package dev.longtail.training.report;

import dev.longtail.training.card.ModelCard;
import dev.longtail.training.classify.LineSources;
import dev.longtail.training.classify.Lines;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Augmentation;
import dev.longtail.training.data.Experiment;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelLineage;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LineOrigin;
import dev.longtail.training.data.MinedCommand;
import dev.longtail.training.data.Records;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evaluation.TableRow;
import dev.longtail.training.recall.Revocations;
import java.util.ArrayList;
import java.util.List;

/** Cards of small models. */
final class Cards {
  private Cards() {}

  /** The card of a model with one mined line, whose every foreign text is {@code text}. */
  static ModelCard of(String name, String text) {
    List<LabelledCommand> rows = new ArrayList<>(Lines.draw(30, 1));
    rows.add(new LabelledCommand("mined", Label.BENIGN, new LineOrigin(text, text)));
    MinedCommand mined =
        new MinedCommand(
            "mined",
            text,
            MinedCommand.FULL,
            List.of(text),
            new LineOrigin(text, text),
            new LabelLineage(text, text, text));
    TrainingSet set =
        new TrainingSet(
            name, "ab", Arm.FULL, rows, 1, 2, 3, new TrainingSet.Overlap(4, 0), List.of(mined));
    return ModelCard.of(
        Model.train(set, new ModelSettings(1, 1), LineSources.TEXT).facts(),
        set,
        TableRow.of(Evaluations.of("ab", Arm.FULL, 1, 1)),
        new Experiment(
            Records.set("incident", List.of("a"), List.of("b")),
            Records.set("time split", List.of("a"), List.of("b")),
            Augmentation.NONE),
        Revocations.NONE,
        "");
  }
}
