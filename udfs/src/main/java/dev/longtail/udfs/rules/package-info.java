/**
 * Lists as data: reads files of rules (YAML, or TOML in the form of gitleaks) into entries that
 * know their file and line, so that every message names file, line, rule and field. What a rule
 * means is the business of the package that owns the list. May use {@code io}.
 */
package dev.longtail.udfs.rules;
