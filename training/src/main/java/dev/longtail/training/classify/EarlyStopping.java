package dev.longtail.training.classify;

/**
 * How many trees were enough.
 *
 * @param from the first day that was kept back
 * @param rows lines that were kept back
 * @param trees trees after which these were ranked best; so many were then grown on all lines
 */
public record EarlyStopping(String from, int rows, int trees) {}
