package dev.longtail.job.config;

import dev.longtail.udfs.io.InputException;
import java.util.List;
import java.util.stream.Collectors;

/** Options from which no job can be made; the message has a line for each problem. */
public final class InvalidOptions extends InputException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  InvalidOptions(List<Problem> problems) {
    super(problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** All problems. */
  public List<Problem> problems() {
    return problems;
  }
}
