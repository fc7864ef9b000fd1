package dev.longtail.udfs.marks;

import dev.longtail.udfs.reading.Readings;

/** Marks of attacks that code finds, not a rule. */
public enum CodeMark {
  /** No program of an administrator has a name that only looks like one. */
  DISGUISED_LETTERS("disguised-letters", "letters that are not what they seem", "T1036"),
  /** What runs cannot be judged. */
  UNREADABLE_ENCODING("unreadable-encoding", "runs encoded text that cannot be read", "T1027");

  private final String id;
  private final String meaning;
  private final String technique;

  CodeMark(String id, String meaning, String technique) {
    this.id = id;
    this.meaning = meaning;
    this.technique = technique;
  }

  /** As of a rule: no rule has it. */
  public String id() {
    return id;
  }

  /** What reports say of a line with this mark, as {@link CommandMark#name}. */
  public String title() {
    return meaning + " (" + technique + ")";
  }

  /** Its meaning, in a few words. */
  public String meaning() {
    return meaning;
  }

  /** Its ATT&amp;CK technique. */
  public String technique() {
    return technique;
  }

  /** Whether the line of {@code readings} bears the mark. */
  public boolean isOn(Readings readings) {
    return switch (this) {
      case DISGUISED_LETTERS -> readings.isDisguised();
      case UNREADABLE_ENCODING -> readings.isUnreadable();
    };
  }
}
