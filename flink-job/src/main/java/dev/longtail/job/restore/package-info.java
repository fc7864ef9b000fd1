/**
 * Saved state in a folder of checkpoints: which is the newest complete one, whose it is, what it
 * says of the job that saved it, and what a kill left behind.
 */
package dev.longtail.job.restore;
