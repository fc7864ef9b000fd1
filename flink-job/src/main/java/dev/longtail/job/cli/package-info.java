/** The commands of the launcher. No other package uses this one. */
package dev.longtail.job.cli;
