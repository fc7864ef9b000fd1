package dev.longtail.training.passport;

import java.util.List;

/** A refused family as files and the page have it; without an attack, {@code attack} is null. */
record RefusedView(
    String os, String template, List<String> lines, String reason, String why, KnownAttack attack) {
  static List<RefusedView> of(Passport passport) {
    return passport.refused().stream()
        .map(
            each ->
                new RefusedView(
                    each.os(),
                    each.template(),
                    each.lines(),
                    each.refusal().reason().title(),
                    each.refusal().why(),
                    each.refusal().attack().orElse(null)))
        .toList();
  }
}
