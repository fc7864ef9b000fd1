package dev.longtail.training.run;

import dev.longtail.training.changes.ModelChanges;
import dev.longtail.training.classify.ModelFacts;
import dev.longtail.training.evaluation.TrainedRow;
import java.util.List;

/**
 * All that a training run found out.
 *
 * @param rows of the table
 * @param facts of the model of each row
 * @param changes between models, one for each base set that something was added to
 */
record TrainedTable(List<TrainedRow> rows, List<ModelFacts> facts, List<ModelChanges> changes) {}
