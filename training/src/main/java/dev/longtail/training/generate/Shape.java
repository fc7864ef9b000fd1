package dev.longtail.training.generate;

import java.util.Set;

/**
 * A kind of command: its lines, and where, when and by whom they are run.
 *
 * @param family name in the label files
 * @param os the system it runs on
 * @param tier its place in the telemetry
 * @param exposure where its lines may occur
 * @param roles hosts it runs on
 * @param account who runs it
 * @param rhythm when it runs
 * @param rate its share among the shapes of its system and tier, in any positive unit
 * @param lines the command lines
 * @param parent the parent's image or command line
 * @param image the executable
 */
record Shape(
    String family,
    Os os,
    Tier tier,
    Exposure exposure,
    Set<Role> roles,
    Account account,
    Rhythm rhythm,
    double rate,
    Weighted<Template> lines,
    Template parent,
    Template image) {
  Shape {
    roles = Set.copyOf(roles);
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("a shape needs a role");
    }
    for (Role role : roles) {
      if (role.os() != os) {
        throw new IllegalArgumentException("role " + role + " is not of " + os);
      }
    }
    if (!(rate > 0)) {
      throw new IllegalArgumentException("rate must be positive");
    }
    if (exposure == Exposure.QUIET && tier != Tier.ATTACK) {
      throw new IllegalArgumentException("only an attack can be quiet");
    }
    if (exposure == Exposure.INCIDENT && tier != Tier.ATTACK && tier != Tier.TAIL) {
      throw new IllegalArgumentException("only an attack or a tail shape can be held out");
    }
  }

  boolean isAttack() {
    return tier == Tier.ATTACK;
  }
}
