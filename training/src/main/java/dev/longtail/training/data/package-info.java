/**
 * Training sets and test sets, and what a backfill mined. It uses no other package of this module.
 */
package dev.longtail.training.data;
