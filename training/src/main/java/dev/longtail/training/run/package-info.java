/**
 * Trains every row of the table and writes the table. It may use every other package except {@code
 * generate}.
 */
package dev.longtail.training.run;
