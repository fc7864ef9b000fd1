/** XGBoost behind the port {@link dev.longtail.training.classify.TreeGrower}; nobody names it. */
package dev.longtail.training.xgboost;
