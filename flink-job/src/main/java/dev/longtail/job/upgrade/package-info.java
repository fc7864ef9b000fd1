/** Whether a new job fits saved state, told before the upgrade. */
package dev.longtail.job.upgrade;
