/**
 * Statistics that modules share: intervals, and exact bounds of a share. It uses no other package.
 */
package dev.longtail.udfs.statistics;
