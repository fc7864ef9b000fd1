package dev.longtail.detectors.model;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Fits a model on each shard of a sample and scores every row by all of them ({@link
 * EnsembleModel}). A row's shard is the hash of its values. So it depends neither on the order of
 * the rows nor on the other rows. Shards without rows have no model.
 *
 * @param detector fits each shard
 * @param shards number of shards
 */
public record ShardedDetector(Detector detector, int shards) implements Detector {
  /** Refuses a number of shards below 1. */
  public ShardedDetector {
    if (shards < 1) {
      throw new IllegalArgumentException(shards + " shards");
    }
  }

  @Override
  public String name() {
    return detector.name();
  }

  @Override
  public EnsembleModel fit(FeatureTable sample, long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    List<StandardizedModel> members = new ArrayList<>();
    for (List<float[]> rows : deal(sample)) {
      long own = seeds.nextLong();
      if (!rows.isEmpty()) {
        FeatureTable shard = FeatureTable.of(rows.toArray(float[][]::new));
        members.add(StandardizedModel.of(detector.fit(shard, own), shard));
      }
    }
    return new EnsembleModel(members);
  }

  private List<List<float[]>> deal(FeatureTable sample) {
    List<List<float[]>> dealt = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      dealt.add(new ArrayList<>());
    }
    for (int i = 0; i < sample.rows(); i++) {
      float[] row = new float[sample.columns()];
      sample.copyRow(i, row);
      dealt.get(shardOf(row)).add(row);
    }
    return dealt;
  }

  private int shardOf(float[] row) {
    HashStream64 hash = Hashing.xxh3_64().hashStream();
    for (float value : row) {
      hash.putFloat(value + 0f); // 0 and -0 are one value
    }
    return (int) Long.remainderUnsigned(hash.getAsLong(), shards);
  }
}
