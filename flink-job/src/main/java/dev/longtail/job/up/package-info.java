/**
 * The streaming job on one machine: a broker in a JVM of its own, and a replay of days of events
 * that goes on where the topic ends.
 */
package dev.longtail.job.up;
