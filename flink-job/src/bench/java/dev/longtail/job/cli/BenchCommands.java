package dev.longtail.job.cli;

import java.util.List;

/** The commands of this source set. */
public final class BenchCommands implements ToolCommands {
  @Override
  public List<Class<?>> commands() {
    return List.of(
        CalibrateCommand.class,
        PairsCommand.class,
        BenchCommand.class,
        BenchStartCommand.class,
        BenchNearDuplicatesCommand.class,
        BenchEmbeddingCommand.class,
        BenchFormatsCommand.class,
        BenchMarksCommand.class,
        BenchGatesCommand.class,
        BenchSelectCommand.class,
        BenchReducedCommand.class);
  }
}
