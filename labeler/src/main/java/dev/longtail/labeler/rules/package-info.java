/**
 * The rules that users add to the lists of this module: read once where the job is started, carried
 * as text to wherever they are used. May use {@code udfs.rules}; knows none of the lists.
 */
package dev.longtail.labeler.rules;
