/**
 * Removes secrets from command lines before anything leaves the process. It uses no other package
 * of this module.
 */
package dev.longtail.labeler.redaction;
