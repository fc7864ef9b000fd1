/**
 * The options of the job: {@link dev.longtail.job.config.Catalogue} lists them, {@link
 * dev.longtail.job.config.SettingsReader} reads them from file, environment and command line, and
 * {@link dev.longtail.job.config.LongtailOptions} is what they mean. May use the plain packages of
 * the libraries; knows neither Flink nor the command line.
 */
package dev.longtail.job.config;
