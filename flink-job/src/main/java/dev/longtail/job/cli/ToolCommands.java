package dev.longtail.job.cli;

import java.util.List;

/**
 * Commands beside the product's own: benches and makers of test data. They live in a source set
 * that is in neither the job's jar nor the launcher's. {@link java.util.ServiceLoader} finds them
 * if their jar is on the class path, as it is when the launcher runs from a clone.
 */
public interface ToolCommands {
  /** Classes of commands, in their order in the help. */
  List<Class<?>> commands();
}
