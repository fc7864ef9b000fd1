/**
 * Training on sets larger than one machine: a bounded job that embeds the lines and writes them in
 * shards, another whose subtasks are the workers that grow trees, and the run of both. May use the
 * training, and what reads and writes files.
 */
package dev.longtail.job.sharding;
