/**
 * The classifier that is in use, read from where it lies. It may use the scorer of {@code training}
 * and nothing that trains.
 */
package dev.longtail.job.scoring;
