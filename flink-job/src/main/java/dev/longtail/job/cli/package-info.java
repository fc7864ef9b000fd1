/** The commands of the launcher. No other package knows it. */
package dev.longtail.job.cli;
