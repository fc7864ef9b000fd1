/** The question to a language model, and its version. It uses no other package of this module. */
package dev.longtail.labeler.prompt;
