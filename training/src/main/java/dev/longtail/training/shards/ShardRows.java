package dev.longtail.training.shards;

import dev.longtail.training.classify.RowGroups;
import dev.longtail.training.classify.TreeColumns;
import java.io.IOException;
import java.util.Optional;

/** The rows of a shard, made while they are read: no more than one is held. */
public final class ShardRows implements TreeRows {
  private final ShardReader reader;
  private final long count;
  private final TreeColumns columns;
  private final RowGroups.Weigher weigher;

  /**
   * The rows of one shard.
   *
   * @param count its lines
   * @param columns of the trees
   * @param weigher knows the rows of all shards
   */
  public ShardRows(ShardReader reader, long count, TreeColumns columns, RowGroups.Weigher weigher) {
    this.reader = reader;
    this.count = count;
    this.columns = columns;
    this.weigher = weigher;
  }

  @Override
  public int columns() {
    return columns.count();
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public Optional<Row> next() throws IOException {
    return reader
        .next()
        .map(
            line ->
                new Row(
                    columns.row(line.row().cmd(), line.vector()),
                    line.row().isMalicious(),
                    weigher.weight(line.row())));
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
