/** What an input holds: the answer of {@code longtail look}. It reads and never writes. */
package dev.longtail.job.look;
