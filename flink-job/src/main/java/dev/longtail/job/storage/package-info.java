/**
 * Places on any file system that Flink knows, S3 above all: how they are named, opened, listed and
 * written, and what is said to the user where that fails.
 */
package dev.longtail.job.storage;
