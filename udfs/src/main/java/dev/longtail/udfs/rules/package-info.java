/**
 * Lists as data: reads files of rules (YAML, or TOML in the form of gitleaks) into entries. An
 * entry knows its file and line, so every message names file, line, rule and field. The package
 * that owns a list defines the meaning of its rules. Regular expressions of rules are RE2's; {@link
 * dev.longtail.udfs.rules.RegexSearch} tells whether one is found. May use {@code io} and {@code
 * text}.
 */
package dev.longtail.udfs.rules;
