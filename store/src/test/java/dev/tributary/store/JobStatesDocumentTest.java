package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.SyncResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The drawing and the table of docs/job-states.md say what {@link JobTransitions} does. */
class JobStatesDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/job-states.md");
  private static final String BEGIN = "<!-- generated -->\n";
  private static final String END = "<!-- end -->";
  private static final Instant NOW = Connected.NOW;
  private static final SyncResult GOOD = new SyncResult(true, 5, List.of(), Optional.empty());
  private static final SyncResult PARTLY = new SyncResult(false, 5, List.of(), Optional.empty());

  private static Map<String, JobEvent> events() {
    Map<String, JobEvent> events = new LinkedHashMap<>();
    events.put("started", new JobEvent.Started(9));
    events.put("completed", new JobEvent.Completed(GOOD));
    events.put("completed with errors", new JobEvent.Completed(PARTLY));
    events.put("cancelled", new JobEvent.Cancelled());
    events.put("retried", new JobEvent.Retried(NOW, "e"));
    events.put("snoozed", new JobEvent.Snoozed(NOW, "w"));
    events.put("postponed", new JobEvent.Postponed(NOW, "e"));
    events.put("interrupted", new JobEvent.Interrupted());
    events.put("gave up", new JobEvent.GaveUp("e", Optional.of(PARTLY)));
    return events;
  }

  private static final Map<String, String> MEANINGS =
      Map.of(
          "started", "a worker claims it; of a running one, because its worker died",
          "completed", "everything due was read",
          "completed with errors", "some of it was not",
          "cancelled", "a person ended it, or its connection stopped",
          "retried", "a failure that may pass: the ladder of 1, 2, 4, 8, 16 minutes",
          "snoozed", "the provider announced a wait",
          "postponed", "the claim was lost before the job began",
          "interrupted", "the process stops",
          "gave up", "tried to the end, or only a person can help");

  private static Map<JobStatus, Job> jobs() {
    Job pending = JobTransitionsTest.fresh();
    Job running = JobTransitions.after(pending, new JobEvent.Started(1), NOW);
    Map<JobStatus, Job> jobs = new LinkedHashMap<>();
    jobs.put(JobStatus.PENDING, pending);
    jobs.put(JobStatus.RUNNING, running);
    jobs.put(JobStatus.COMPLETED, JobTransitions.after(running, new JobEvent.Completed(GOOD), NOW));
    jobs.put(
        JobStatus.FAILED,
        JobTransitions.after(running, new JobEvent.GaveUp("e", Optional.empty()), NOW));
    return jobs;
  }

  private static Optional<Job> after(Job job, JobEvent event) {
    try {
      return Optional.of(JobTransitions.after(job, event, NOW));
    } catch (IllegalTransitionException refused) {
      return Optional.empty();
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String claims(Job before, Job after) {
    return switch (after.claims() - before.claims()) {
      case 1 -> "spends a claim";
      case 0 -> "";
      case -1 -> "gives the claim back";
      default -> throw new AssertionError("an event changes claims by one: " + before + after);
    };
  }

  private static String ended(Job after) {
    return word(after.status())
        + after.outcome().map(outcome -> " (" + word(outcome).replace('_', ' ') + ")").orElse("");
  }

  private static String generated() {
    StringBuilder text = new StringBuilder("```mermaid\nstateDiagram-v2\n");
    text.append("  [*] --> pending: asked for\n  [*] --> running: claimed by schedule\n");
    jobs()
        .forEach((status, job) ->
            events()
                .forEach((name, event) ->
                    after(job, event)
                        .ifPresent(next -> {
                          String claims = claims(job, next);
                          text.append(
                              "  %s --> %s: %s%n"
                                  .formatted(
                                      word(status),
                                      word(next.status()),
                                      claims.isEmpty() ? name : name + ", " + claims));
                        })));
    text.append("  completed --> [*]\n  failed --> [*]\n```\n\n");
    text.append("| event | meaning |");
    jobs().keySet().forEach(status -> text.append(" ").append(word(status)).append(" |"));
    text.append(" claims |\n| --- | --- | --- | --- | --- | --- | --- |\n");
    events()
        .forEach((name, event) -> {
          text.append("| %s | %s |".formatted(name, MEANINGS.get(name)));
          StringBuilder claims = new StringBuilder();
          jobs()
              .forEach((status, job) -> {
                Optional<Job> next = after(job, event);
                text.append(" ")
                    .append(next.map(JobStatesDocumentTest::ended).orElse("–"))
                    .append(" |");
                next.map(one -> claims(job, one))
                    .filter(effect -> claims.isEmpty())
                    .ifPresent(claims::append);
              });
          text.append(" ").append(claims.isEmpty() ? "stay" : claims).append(" |\n");
        });
    return text.toString();
  }

  @Test
  void the_document_says_what_the_one_function_does() throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END);
    if (Boolean.getBoolean("tributary.write-reference")) {
      document = document.substring(0, begin) + generated() + document.substring(end);
      Files.writeString(DOCUMENT, document);
      end = document.indexOf(END);
    }
    assertThat(document.substring(begin, end))
        .as("run ./tributary test -Dtributary.write-reference=true to write it anew")
        .isEqualTo(generated());
  }
}
