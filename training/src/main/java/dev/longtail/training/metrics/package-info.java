/** AUC, its interval, ROC curves. It uses no other package of this module. */
package dev.longtail.training.metrics;
