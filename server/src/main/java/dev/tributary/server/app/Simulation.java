package dev.tributary.server.app;

import java.util.Set;

/** Breaks the demo's providers on purpose. Safe to use from any thread. */
public interface Simulation {

  /** What can be simulated. */
  enum Trouble {
    /** Every report is answered with an outage, until the end. */
    OUTAGE,
    /** Every report is answered with a used-up quota, until the end. */
    RATE_LIMIT,
    /** Every login by consent is withdrawn, once; its connections have to be reconnected. */
    REVOKE,
    /** Every report lacks rows that it promises, or numbers in its rows, until the end. */
    BAD_RESPONSE,
    /** Hours go by at the providers, once, in which past days change. */
    LATE_DATA
  }

  /** What goes on. */
  Set<Trouble> active();

  /** Begins, or does, one of them; twice is as once for what lasts. */
  void begin(Trouble trouble);

  /** Ends all that lasts. */
  void end();
}
