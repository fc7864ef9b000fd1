package dev.longtail.training.passport;

import java.util.List;

/**
 * What a family must have, and how far its exception goes.
 *
 * @param minEvents events of it
 * @param minDays days on which it ran
 * @param minHosts hosts on which it ran
 * @param minFixed letters and digits that all its lines have
 * @param mostHosts an exception for more hosts holds on all hosts
 * @param expireDays for so many days behind the last window an exception holds
 * @param minScore the score of the model before from which on a line is an alert; 0 if every family
 *     is wanted
 * @param sigmaRules ids of the Sigma rules that the filters are for; empty: any rule
 * @param hostField the field of the host in Sigma filters
 */
public record PassportLimits(
    long minEvents,
    int minDays,
    int minHosts,
    int minFixed,
    int mostHosts,
    int expireDays,
    double minScore,
    List<String> sigmaRules,
    String hostField) {
  /** What holds if nobody says otherwise. */
  public static final PassportLimits DEFAULT =
      new PassportLimits(3, 2, 1, 12, 20, 90, 0, List.of(), "ComputerName");

  public PassportLimits {
    sigmaRules = List.copyOf(sigmaRules);
  }
}
