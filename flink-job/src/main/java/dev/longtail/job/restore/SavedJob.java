package dev.longtail.job.restore;

import dev.longtail.job.config.StateLabel;
import java.util.List;
import java.util.Optional;

/**
 * What saved state says of the job that saved it.
 *
 * @param label whose it is and which options it depends on; empty for state of builds that wrote
 *     none
 * @param operators all of them, by title
 */
public record SavedJob(Optional<StateLabel> label, List<SavedOperator> operators) {
  /** Copies the list. */
  public SavedJob {
    operators = List.copyOf(operators);
  }
}
