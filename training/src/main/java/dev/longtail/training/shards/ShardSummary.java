package dev.longtail.training.shards;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a shard holds.
 *
 * @param lines its lines
 * @param malicious malicious ones among them
 * @param added those that were added to the base set
 * @param sampled lines of its sample
 * @param groups lines of each group that a row's weight depends on
 * @param digest hash of its lines, their order, labels and operating systems
 */
public record ShardSummary(
    long lines, long malicious, long added, long sampled, Map<String, Long> groups, String digest) {
  public ShardSummary {
    groups = Map.copyOf(requireNonNull(groups, "groups"));
    requireNonNull(digest, "digest");
  }

  /** All shards as one. */
  public static ShardSummary all(List<ShardSummary> shards) {
    Map<String, Long> groups = new TreeMap<>();
    shards.forEach(shard -> shard.groups.forEach((group, n) -> groups.merge(group, n, Long::sum)));
    return new ShardSummary(
        shards.stream().mapToLong(ShardSummary::lines).sum(),
        shards.stream().mapToLong(ShardSummary::malicious).sum(),
        shards.stream().mapToLong(ShardSummary::added).sum(),
        shards.stream().mapToLong(ShardSummary::sampled).sum(),
        groups,
        String.join("-", shards.stream().map(ShardSummary::digest).toList()));
  }
}
