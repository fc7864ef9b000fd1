package dev.longtail.job.graph;

/**
 * Where a dead letter was counted: what takes it out of the funnel, once its record was read again.
 *
 * @param origin file and line, or topic, partition and offset
 * @param window its window's name; {@code unknown} if its time could not be read
 */
public record LetterPlace(String origin, String window) {}
