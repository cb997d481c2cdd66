package dev.tributary.store;

/** What a notice is about. */
public enum NoticeKind {
  /** Several tries in a row failed; it is tried further. */
  REPEATED_FAILURES(Severity.WARNING),
  /** Something was tried to the end. */
  DEAD_LETTER(Severity.ERROR),
  /** An integration stopped until a person decides. */
  STOPPED(Severity.ERROR),
  /** A login at the provider ended. */
  RECONNECT_NEEDED(Severity.ERROR),
  /** A login at the provider will end in a few days. */
  LOGIN_ENDS(Severity.WARNING),
  /** The newest data of an integration is old. */
  STALE_DATA(Severity.WARNING),
  /** Our own set-up at a provider is wrong. */
  MISCONFIGURED(Severity.ERROR),
  /** Too many e-mails bounce or are called spam, or nobody knows whether some were sent. */
  EMAIL_HEALTH(Severity.WARNING),
  /** One of the others is over. */
  RECOVERED(Severity.INFO);

  private final Severity severity;

  NoticeKind(Severity severity) {
    this.severity = severity;
  }

  public Severity severity() {
    return severity;
  }

  /** How much it matters. */
  public enum Severity {
    INFO,
    WARNING,
    ERROR
  }
}
