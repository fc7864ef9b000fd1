/**
 * The false-positive passport: benign families that a backfill mined, as exceptions for a SIEM. An
 * exception is a hole, so a family is refused unless its pattern is narrow, its evidence enough,
 * and no known attack would be hidden. Pure Java; it knows models as classifiers only.
 */
package dev.longtail.training.passport;
