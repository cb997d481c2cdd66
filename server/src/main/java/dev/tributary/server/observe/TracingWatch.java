package dev.tributary.server.observe;

import dev.tributary.engine.watch.Watch;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Slice;
import dev.tributary.store.Attempt;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span for each turn, in it one for each try, in that one for each request to the provider. They
 * carry ids, days, codes and paths; no header, no query, no text of an answer.
 */
final class TracingWatch implements Watch {
  /** Turns that end like this did not do what they should. */
  private static final List<String> BAD = List.of("retrying", "gave_up", "broke", "lost");

  /** Host and path; what follows a question mark is left out. */
  private static final Pattern ADDRESS = Pattern.compile("^\\w+://([^/?#]+)([^?#]*)");

  private static final int CLIENT_ERROR = 400;

  private final Tracer tracer;
  private final InstantSource clock;

  TracingWatch(Tracer tracer, InstantSource clock) {
    this.tracer = tracer;
    this.clock = clock;
  }

  @Override
  public OfTurn turn(Integration integration, Job job) {
    return new TracedTurn(
        tracer
            .spanBuilder("turn")
            .setNoParent()
            .setAttribute("tributary.provider", integration.provider())
            .setAttribute("tributary.workspace", integration.workspaceId().toString())
            .setAttribute("tributary.integration", integration.id().toString())
            .setAttribute("tributary.job", job.id().toString())
            .setAttribute("tributary.trigger", job.trigger().name().toLowerCase(Locale.ROOT))
            .startSpan());
  }

  @Override
  public void died(String provider) {
    tracer
        .spanBuilder("worker died")
        .setNoParent()
        .setAttribute("tributary.provider", provider)
        .startSpan()
        .setStatus(StatusCode.ERROR)
        .end();
  }

  private final class TracedTurn implements OfTurn {
    private final Span span;

    TracedTurn(Span span) {
      this.span = span;
    }

    @Override
    public OfAttempt attempt(Optional<Slice> slice) {
      Span started =
          tracer
              .spanBuilder(slice.map(one -> "slice " + one.stream()).orElse("login"))
              .setParent(Context.root().with(span))
              .startSpan();
      slice.ifPresent(one ->
          started
              .setAttribute("tributary.stream", one.stream())
              .setAttribute("tributary.first_day", one.days().first().toString())
              .setAttribute("tributary.last_day", one.days().last().toString()));
      return new TracedAttempt(started);
    }

    @Override
    public void stored(int days, long rows) {}

    @Override
    public void ended(String outcome) {
      span.setAttribute("tributary.outcome", outcome);
      if (BAD.contains(outcome)) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    }
  }

  private final class TracedAttempt implements OfAttempt {
    private final Span span;

    TracedAttempt(Span span) {
      this.span = span;
    }

    @Override
    public void requested(RequestObserver.Request request) {
      Instant ended = clock.instant();
      Matcher address = ADDRESS.matcher(request.address());
      boolean known = address.find();
      Span call =
          tracer
              .spanBuilder(request.method())
              .setParent(Context.root().with(span))
              .setSpanKind(SpanKind.CLIENT)
              .setStartTimestamp(ended.minus(request.duration()))
              .setAttribute("http.request.method", request.method())
              .setAttribute("server.address", known ? address.group(1) : "")
              .setAttribute("url.path", known ? address.group(2) : "")
              .setAttribute("http.response.status_code", request.status())
              .setAttribute("http.response.body.size", request.bytes())
              .startSpan();
      if (request.status() == 0 || request.status() >= CLIENT_ERROR) {
        call.setStatus(StatusCode.ERROR);
      }
      call.end(ended);
    }

    @Override
    public void ended(Attempt attempt) {
      span.setAttribute("tributary.outcome", attempt.outcome().name().toLowerCase(Locale.ROOT))
          .setAttribute("tributary.rows", attempt.rows());
      attempt
          .error()
          .ifPresent(
              error -> span.setAttribute("error.type", error.code()).setStatus(StatusCode.ERROR));
      span.end();
    }
  }
}
