package dev.longtail.job.connect;

/**
 * A line of a file of JSON Lines.
 *
 * @param text the line; empty if it cannot be read
 * @param file name of its file
 * @param number its line, from 1; 0 for a whole file
 * @param problem why it cannot be read; empty if it can
 */
public record PlacedLine(String text, String file, long number, String problem) {}
