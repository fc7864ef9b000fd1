package dev.longtail.training.generate;

import dev.longtail.udfs.template.CommandTemplate;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** The templates of lines that a classifier may have been shown. */
final class KnownTemplates {
  private final Set<String> templates = new HashSet<>();

  KnownTemplates(Collection<String> telemetry, Collection<String> sets) {
    telemetry.forEach(line -> templates.add(CommandTemplate.of(line)));
    sets.forEach(line -> templates.add(CommandTemplate.of(line)));
  }

  /** Whether no known line has the template of {@code line}. */
  boolean isNew(String line) {
    return !templates.contains(CommandTemplate.of(line));
  }
}
