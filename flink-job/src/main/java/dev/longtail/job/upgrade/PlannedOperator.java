package dev.longtail.job.upgrade;

/**
 * An operator of the new job's graph.
 *
 * @param id by which Flink finds its state: the digest of its uid, in hexadecimal
 * @param uid its uid
 * @param maxParallelism the most subtasks it can ever have
 */
public record PlannedOperator(String id, String uid, int maxParallelism) {}
