/**
 * Training sets, test sets, and the lines that a backfill mined. It uses no other package of this
 * module.
 */
package dev.longtail.training.data;
