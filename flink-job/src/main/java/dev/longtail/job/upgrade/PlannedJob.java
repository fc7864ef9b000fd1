package dev.longtail.job.upgrade;

import dev.longtail.job.config.StateLabel;
import java.util.List;
import java.util.OptionalInt;

/**
 * The job that is to go on from saved state.
 *
 * @param label which options its state depends on, and whose it is
 * @param parallelism subtasks of its operators; empty if the cluster decides
 * @param operators of its graph
 */
public record PlannedJob(
    StateLabel label, OptionalInt parallelism, List<PlannedOperator> operators) {
  /** Copies the list. */
  public PlannedJob {
    operators = List.copyOf(operators);
  }
}
