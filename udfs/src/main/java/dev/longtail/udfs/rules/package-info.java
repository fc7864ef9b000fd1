/**
 * Lists as data: reads files of rules (YAML, or TOML in the form of gitleaks) into entries. An
 * entry knows its file and line, so every message names file, line, rule and field. The package
 * that owns a list defines the meaning of its rules. May use {@code io}.
 */
package dev.longtail.udfs.rules;
