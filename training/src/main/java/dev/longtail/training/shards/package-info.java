/**
 * A training set larger than one machine: its lines in shards, files of lines and vectors; trees
 * that several workers grow, each from its shard; and the model that is made of both. May use the
 * classifier and its data.
 */
package dev.longtail.training.shards;
