package dev.longtail.training.passport;

import java.util.List;

/**
 * Where an exception holds. An empty list means everywhere.
 *
 * @param os operating system; empty if unknown
 * @param hosts hosts
 * @param users accounts
 * @param images paths of the program
 * @param parents images or command lines of the program that started it
 */
public record ExceptionScope(
    String os, List<String> hosts, List<String> users, List<String> images, List<String> parents) {
  /** The most images and parents that are named. */
  private static final int MOST_NAMED = 3;

  public ExceptionScope {
    hosts = List.copyOf(hosts);
    users = List.copyOf(users);
    images = List.copyOf(images);
    parents = List.copyOf(parents);
  }

  /** No limit but the operating system. */
  static ExceptionScope everywhere(String os) {
    return new ExceptionScope(os, List.of(), List.of(), List.of(), List.of());
  }

  /** As narrow as the evidence allows. */
  static ExceptionScope of(String os, FamilyEvidence evidence, int mostHosts) {
    return new ExceptionScope(
        os,
        named(evidence.hosts(), mostHosts),
        named(evidence.users(), 1),
        named(evidence.images(), MOST_NAMED),
        ofOneKind(named(evidence.parents(), MOST_NAMED)));
  }

  /** Parents of which all are paths, or none is: they stand in two different fields. */
  private static List<String> ofOneKind(List<String> parents) {
    return parents.stream().map(EventFields::isPath).distinct().count() <= 1 ? parents : List.of();
  }

  /** Whether the parents are paths of programs, and no command lines. */
  boolean parentsArePaths() {
    return parents.stream().allMatch(EventFields::isPath);
  }

  /** The values, if they are few and all known. */
  private static List<String> named(List<String> values, int most) {
    return values.size() <= most && !values.contains("") ? values : List.of();
  }
}
