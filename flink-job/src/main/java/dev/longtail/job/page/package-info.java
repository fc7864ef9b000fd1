/**
 * The page of the streaming job: a read-only HTTP server, what it shows, and where that comes from:
 * the job's outputs and Flink's REST interface.
 */
package dev.longtail.job.page;
