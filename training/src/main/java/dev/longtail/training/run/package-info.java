/**
 * Trains every row of the table and writes it. It may use every other package but {@code generate}.
 */
package dev.longtail.training.run;
