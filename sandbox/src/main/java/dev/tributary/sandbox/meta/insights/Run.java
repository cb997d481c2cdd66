package dev.tributary.sandbox.meta.insights;

import dev.tributary.sandbox.meta.oauth.MetaUser;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One asynchronous report run. It moves with time and with every look at it. */
final class Run {
  /** How a run goes; what is not NORMAL is a fault. */
  enum Fate {
    NORMAL,
    FAILED,
    SKIPPED,
    STUCK,
    TOO_LARGE,
    LATE
  }

  private static final Duration BASE = Duration.ofMillis(400);
  private static final long ROWS_PER_SECOND = 400_000;

  private final String id;
  private final Question question;
  private final MetaUser owner;
  private final Fate fate;
  private final int looksNeeded;
  private final Instant created;
  private final Duration length;
  private int looks;
  private Optional<Pages> pages = Optional.empty();

  /**
   * @param looksNeeded so many looks complete it, however little time has passed
   */
  Run(String id, Question question, MetaUser owner, Fate fate, int looksNeeded) {
    this.id = id;
    this.question = question;
    this.owner = owner;
    this.fate = fate;
    this.looksNeeded = looksNeeded;
    this.created = question.asOf();
    this.length = BASE.plusMillis(question.rowsMax() * 1_000 / ROWS_PER_SECOND);
  }

  String id() {
    return id;
  }

  Question question() {
    return question;
  }

  MetaUser owner() {
    return owner;
  }

  Instant created() {
    return created;
  }

  /** Whether this look comes before Meta's servers agree that the run exists. */
  synchronized boolean tooEarly() {
    if (fate == Fate.LATE && looks == 0) {
      looks++;
      return true;
    }
    return false;
  }

  private int percent(Instant now) {
    long byTime = 100 * Duration.between(created, now).toMillis() / length.toMillis();
    long byLooks = looksNeeded == 0 ? 100 : 100L * looks / looksNeeded;
    long percent = Math.clamp(Math.max(byTime, byLooks), 0, 100);
    return (int) (fate == Fate.STUCK ? Math.min(percent, 37) : percent);
  }

  synchronized boolean complete(Instant now) {
    return (fate == Fate.NORMAL || fate == Fate.LATE) && percent(now) == 100;
  }

  synchronized Pages pages() {
    if (pages.isEmpty()) {
      pages = Optional.of(new Pages(question));
    }
    return pages.get();
  }

  /** One more look. */
  synchronized Map<String, Object> look(Instant now, List<String> fields) {
    looks++;
    Map<String, Object> all = describe(now);
    if (!fields.isEmpty()) {
      all.keySet().removeIf(name -> !name.equals("id") && !fields.contains(name));
    }
    return all;
  }

  private Map<String, Object> describe(Instant now) {
    int percent = percent(now);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", id);
    body.put("account_id", question.plan().account().id());
    body.put("time_ref", created.getEpochSecond());
    body.put("date_start", question.ranges().getFirst().since().toString());
    body.put("date_stop", question.ranges().getLast().until().toString());
    switch (fate) {
      case FAILED -> failed(body, 2, 1_504_044, "Your request failed; try again later.");
      case TOO_LARGE ->
          failed(body, -3, 1_504_045, "The report is too large; ask for fewer days or objects.");
      case SKIPPED -> status(body, "Job Skipped", 0);
      case NORMAL, STUCK, LATE -> {
        status(body, name(percent), percent);
        if (percent == 100) {
          body.put("time_completed", now.getEpochSecond());
        }
        body.put("is_running", percent < 100);
      }
    }
    return body;
  }

  private static String name(int percent) {
    if (percent == 100) {
      return "Job Completed";
    }
    if (percent == 0) {
      return "Job Not Started";
    }
    return percent < 10 ? "Job Started" : "Job Running";
  }

  private static void status(Map<String, Object> body, String name, int percent) {
    body.put("async_status", name);
    body.put("async_percent_completion", percent);
  }

  private static void failed(Map<String, Object> body, int code, int subcode, String text) {
    status(body, "Job Failed", 0);
    body.put("error_code", code);
    body.put("error_subcode", subcode);
    body.put("error_message", text);
    body.put("error_user_msg", text);
  }
}
