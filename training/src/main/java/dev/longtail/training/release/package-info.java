/**
 * The release gate: whether a candidate goes live in the place of the deployed model, by what it
 * does to the alerts of days that were, to known attacks and to evasion; and the registry that
 * remembers who was deployed, and why. Pure Java; it knows models as classifiers only.
 */
package dev.longtail.training.release;
