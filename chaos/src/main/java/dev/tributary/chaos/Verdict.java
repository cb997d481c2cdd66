package dev.tributary.chaos;

import java.util.List;

/**
 * What a run showed.
 *
 * @param restarts orderly ones of nodes, and those of PostgreSQL
 * @param lost acknowledged asks that are neither done nor in a dead letter
 * @param duplicated effects that are there twice
 * @param staleWrites stored by a process whose claim was not the current one
 * @param reasons one sentence for each thing that is wrong
 */
record Verdict(
    int kills,
    int stops,
    int restarts,
    long jobs,
    long lost,
    long duplicated,
    long staleWrites,
    long invariantsBroken,
    boolean tablesEqual,
    long seed,
    List<String> reasons) {

  boolean good() {
    return lost == 0
        && duplicated == 0
        && staleWrites == 0
        && invariantsBroken == 0
        && tablesEqual
        && reasons.isEmpty();
  }

  String json() {
    return ("{\"kills\":%d,\"stops\":%d,\"restarts\":%d,\"jobs\":%d,\"lost\":%d,\"duplicated\":%d,"
            + "\"staleWrites\":%d,\"invariantsBroken\":%d,\"tablesEqual\":%b,\"seed\":%d}")
        .formatted(
            kills,
            stops,
            restarts,
            jobs,
            lost,
            duplicated,
            staleWrites,
            invariantsBroken,
            tablesEqual,
            seed);
  }

  String text() {
    return """
    kill -9                      %d
    SIGSTOP past the lease       %d
    restarts                     %d
    jobs                         %d
    acknowledged work lost       %d
    effects that came twice      %d
    writes by a lost claim       %d
    invariants broken            %d
    tables equal the source      %s
    seed                         %d\
    """
        .formatted(
            kills,
            stops,
            restarts,
            jobs,
            lost,
            duplicated,
            staleWrites,
            invariantsBroken,
            tablesEqual ? "yes" : "no",
            seed);
  }
}
