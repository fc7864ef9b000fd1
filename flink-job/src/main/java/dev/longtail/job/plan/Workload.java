package dev.longtail.job.plan;

/**
 * What a site sends and wants.
 *
 * @param linesPerDay unique command lines of a day
 * @param eventsPerLine events for each of them
 * @param peak rate of the busiest hour, as a multiple of the mean of the day
 * @param full whether every unique line is ranked (the full scale)
 * @param sample commands of a day that the reduced scale embeds; 0: no reduced scale
 * @param topK anomalies a day: of each scale and detector, or in all
 * @param inAll whether {@code topK} is of all scales and detectors together
 * @param pool commands that a shard ranks
 * @param uniqueLimit unique commands that a shard remembers one by one
 * @param days for which exemplars are kept
 */
public record Workload(
    long linesPerDay,
    double eventsPerLine,
    double peak,
    boolean full,
    long sample,
    int topK,
    boolean inAll,
    int pool,
    int uniqueLimit,
    int days) {}
