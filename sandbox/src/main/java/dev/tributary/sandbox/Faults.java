package dev.tributary.sandbox;

import dev.tributary.sandbox.http.Request;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The faults that wait for their requests, in order. Safe to use from many threads. */
public final class Faults {
  private static final class Waiting {
    private final Fault fault;
    private int passed;
    private int hits;

    Waiting(Fault fault) {
      this.fault = fault;
    }

    boolean usedUp() {
      return fault.times() != Fault.FOREVER && hits >= fault.times();
    }
  }

  private final Map<String, FaultKind> kinds;
  private final List<Waiting> waiting = new ArrayList<>();

  Faults(Map<String, FaultKind> kinds) {
    this.kinds = Map.copyOf(kinds);
  }

  public synchronized void add(Fault fault) {
    if (!kinds.containsKey(fault.kind())) {
      throw new IllegalArgumentException(
          "no fault is called " + fault.kind() + "; there are " + new TreeSet<>(kinds.keySet()));
    }
    waiting.add(new Waiting(fault));
  }

  /** The first fault that is due for this request; counts the request for all before it. */
  synchronized Optional<Fault> take(Request request) {
    String line = request.method() + " " + request.path();
    for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
      Waiting one = all.next();
      if (!line.contains(one.fault.route())) {
        continue;
      }
      if (one.passed < one.fault.skip()) {
        one.passed++;
        continue;
      }
      one.hits++;
      if (one.usedUp()) {
        all.remove();
      }
      return Optional.of(one.fault);
    }
    return Optional.empty();
  }

  FaultKind kind(Fault fault) {
    FaultKind kind = kinds.get(fault.kind());
    if (kind == null) {
      throw new IllegalArgumentException("no fault is called " + fault.kind());
    }
    return kind;
  }

  /** Names of all kinds, sorted. */
  public Collection<String> kinds() {
    return new TreeSet<>(kinds.keySet());
  }

  /** Those that still wait for requests. */
  public synchronized List<Fault> waiting() {
    return waiting.stream().map(one -> one.fault).toList();
  }

  public synchronized void clear() {
    waiting.clear();
  }
}
