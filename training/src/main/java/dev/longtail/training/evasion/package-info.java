/**
 * Attacks rewritten as attackers do who know that a classifier reads them, and what that does to
 * their scores. It may use {@code data}, {@code metrics} and {@code classify}.
 */
package dev.longtail.training.evasion;
