/** The topology and its parts, from source to sinks. It may use {@code config}. */
package dev.longtail.job.graph;
