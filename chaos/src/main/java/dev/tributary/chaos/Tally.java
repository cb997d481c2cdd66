package dev.tributary.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How often what happened, and what must not have happened. Used by many threads. */
final class Tally {

  /** What must have happened for a run to prove anything; all but the last are done by chaos. */
  enum Deed {
    KILL("kill -9"),
    STOP("SIGSTOP past the lease"),
    TERMINATE("SIGTERM and restart"),
    DATABASE_RESTART("immediate restart of PostgreSQL"),
    CLOCK("start with a clock a minute ahead"),
    OUTAGE("outage of the provider"),
    REFUSAL("refused or spoilt answer"),
    LEAP("restatement of the provider"),
    ASK("acknowledged ask"),
    STORED("a day that a node stored");

    private final String words;

    Deed(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private final Map<Deed, Integer> counts = new EnumMap<>(Deed.class);
  private final List<String> complaints = new ArrayList<>();

  synchronized void count(Deed deed) {
    counts.merge(deed, 1, Integer::sum);
  }

  synchronized int of(Deed deed) {
    return counts.getOrDefault(deed, 0);
  }

  /** Something went wrong that is no fault of chaos. */
  synchronized void complain(String sentence) {
    complaints.add(sentence);
  }

  synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  synchronized List<Deed> missing() {
    return List.of(Deed.values()).stream().filter(deed -> !counts.containsKey(deed)).toList();
  }

  @Override
  public synchronized String toString() {
    return counts.toString();
  }
}
