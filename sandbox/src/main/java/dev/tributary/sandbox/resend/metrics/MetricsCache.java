package dev.tributary.sandbox.resend.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Answers by question; each is kept for 15 minutes. Safe to use from many threads. */
public final class MetricsCache {
  private static final Duration LIFE = Duration.ofMinutes(15);
  private static final int KEPT_MAX = 1_000;

  private record Kept(Instant at, String answer) {}

  private final Map<String, Kept> answers = new LinkedHashMap<>();

  public synchronized String get(String question, Instant now, Supplier<String> answer) {
    Kept kept = answers.get(question);
    if (kept != null && !now.isBefore(kept.at) && now.isBefore(kept.at.plus(LIFE))) {
      return kept.answer;
    }
    String fresh = answer.get();
    if (answers.size() >= KEPT_MAX) {
      answers.clear();
    }
    answers.put(question, new Kept(now, fresh));
    return fresh;
  }

  public synchronized void clear() {
    answers.clear();
  }
}
