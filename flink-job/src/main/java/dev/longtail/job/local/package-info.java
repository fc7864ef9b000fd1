/**
 * The needs of a run on one machine: a cluster inside the JVM, temporary folders, locks. It uses no
 * other package of this module.
 */
package dev.longtail.job.local;
