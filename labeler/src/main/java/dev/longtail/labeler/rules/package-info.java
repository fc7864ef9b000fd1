/**
 * The rules that users add to the lists of this module. They are read once where the job is
 * started, and travel as text to the machines that use them. The package may use {@code udfs.rules}
 * and does not know the lists.
 */
package dev.longtail.labeler.rules;
