/**
 * How well scores rank lines: curves, areas, rates at a recall and the other way round, with
 * intervals in closed form and by bootstrap. It uses no other package of this module.
 */
package dev.longtail.training.metrics;
