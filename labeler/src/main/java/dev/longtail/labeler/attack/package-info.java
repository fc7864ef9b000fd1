/** Suites of attacks on a judge, and the table of what the stage admits of them. */
package dev.longtail.labeler.attack;
