package dev.tributary.spi;

/**
 * What became of one e-mail, lowest rank first. Providers tell it out of order and more than once,
 * so the state of an e-mail is the highest of everything told, whatever came last; a cancellation
 * that lost the race against the sending is none.
 */
public enum EmailState {
  QUEUED,
  /** To be sent later. */
  SCHEDULED,
  /** Taken back before it was sent. */
  CANCELED,
  /** Handed to the recipient's mail server, which has not answered yet. */
  SENT,
  /** The recipient's mail server put it off. */
  DELAYED,
  /** The provider could not send it. */
  FAILED,
  /** The provider did not send it because the recipient is on its suppression list. */
  SUPPRESSED,
  DELIVERED,
  /** As tracked: mail programs open on their own. */
  OPENED,
  /** As tracked: scanners click too. */
  CLICKED,
  BOUNCED,
  /** The recipient called it spam. */
  COMPLAINED;

  /** The higher one. */
  public EmailState or(EmailState other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
