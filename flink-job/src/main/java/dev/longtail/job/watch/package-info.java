/**
 * What a running job says of itself through Flink's REST interface, and how it is stopped there. It
 * uses no other package of this module, and nothing of Flink's.
 */
package dev.longtail.job.watch;
