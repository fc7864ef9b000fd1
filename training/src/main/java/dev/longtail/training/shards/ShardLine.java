package dev.longtail.training.shards;

import static java.util.Objects.requireNonNull;

import dev.longtail.training.data.LabelledCommand;

/**
 * A line of a shard.
 *
 * @param row line, label and origin
 * @param added whether it was added to the base set
 * @param vector its embedding, L2-normalised; empty in shards without embeddings. Nobody changes it
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not kept or compared
public record ShardLine(LabelledCommand row, boolean added, float[] vector) {
  public ShardLine {
    requireNonNull(row, "row");
    requireNonNull(vector, "vector");
  }
}
