/**
 * The options of the job. {@link dev.longtail.job.config.Catalogue} lists them. {@link
 * dev.longtail.job.config.SettingsReader} reads them from file, environment and command line.
 * {@link dev.longtail.job.config.LongtailOptions} holds them checked and typed. The package may use
 * the plain packages of the libraries; it knows neither Flink nor the command line.
 */
package dev.longtail.job.config;
