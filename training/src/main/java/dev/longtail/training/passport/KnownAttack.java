package dev.longtail.training.passport;

/**
 * An attack that no exception may hide.
 *
 * @param source where it is known from, e.g. a file
 * @param id its place there, e.g. a line or the id of an exemplar
 * @param line the command line
 */
public record KnownAttack(String source, String id, String line) {}
