package dev.tributary.server.webhook;

import dev.tributary.engine.connect.Withdrawals;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Public;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.observe.Metrics;
import dev.tributary.server.web.Html;
import dev.tributary.store.DataDeletionStore.DataDeletion;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Where a provider says that a person took our access away or wants to be forgotten, and the page
 * on which the person sees what was done. Both calls are signed; anything else is refused in the
 * same words.
 */
@RestController
final class PeopleDoor {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'");

  private final BackendSource source;
  private final DoorBounds bounds;
  private final Metrics metrics;

  PeopleDoor(BackendSource source, DoorBounds bounds, Metrics metrics) {
    this.source = source;
    this.bounds = bounds;
    this.metrics = metrics;
  }

  /**
   * The answer that Meta's "Data Deletion Request Callback" asks for.
   *
   * @param url where the person sees what was done
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Deletion(URI url, String confirmationCode) {}

  /** A person took our access away. */
  @Public
  @PostMapping("/callbacks/{provider}/deauthorize")
  @ResponseStatus(HttpStatus.OK)
  void deauthorize(@PathVariable String provider, HttpServletRequest request) {
    Backend backend = source.get();
    boolean signed =
        let(request, provider, body -> withdrawals(backend).deauthorized(provider, body));
    if (!signed) {
      throw refused(request, provider);
    }
    metrics.delivered(known(provider), "deauthorized");
  }

  /** A person wants to be forgotten. */
  @Public
  @PostMapping("/callbacks/{provider}/delete-data")
  Deletion deleteData(@PathVariable String provider, HttpServletRequest request) {
    Backend backend = source.get();
    Optional<DataDeletion> done =
        let(request, provider, body -> withdrawals(backend).forget(provider, body));
    String code = done.orElseThrow(() -> refused(request, provider)).code();
    metrics.delivered(known(provider), "forgotten");
    return new Deletion(
        backend.publicUrl().resolve("/callbacks/%s/deletions/%s".formatted(provider, code)), code);
  }

  /** What was done, for whoever has the code. */
  @Public
  @GetMapping(path = "/callbacks/{provider}/deletions/{code}", produces = "text/html;charset=UTF-8")
  String deletion(@PathVariable String provider, @PathVariable String code) {
    DataDeletion done =
        withdrawals(source.get())
            .deletion(provider, code)
            .orElseThrow(() -> ApiProblem.notFound("demand"));
    String name = source.get().adapters().name(provider);
    return Html.page(
        "Your data was deleted",
        "<p>%s</p><p>%s</p><p>Confirmation code: %s</p>"
            .formatted(
                Html.escape(
                    done.logins() == 0
                        ? "No login of yours at %s was stored here.".formatted(name)
                        : "Your login at %s, its name and its access were destroyed on %s."
                            .formatted(name, done.doneAt().atOffset(ZoneOffset.UTC).format(DAY))),
                "Figures of advertising accounts name no person; they belong to the account's"
                    + " owner, who can have them deleted.",
                Html.escape(code)));
  }

  private <T> T let(HttpServletRequest request, String provider, DoorBounds.Work<T> work) {
    try {
      return bounds.let(request, MediaType.APPLICATION_FORM_URLENCODED, work);
    } catch (ApiProblem e) {
      metrics.delivered(known(provider), e.code());
      throw e;
    }
  }

  private ApiProblem refused(HttpServletRequest request, String provider) {
    metrics.delivered(known(provider), "delivery_refused");
    return bounds.refused(request);
  }

  private String known(String provider) {
    return source.get().adapters().find(provider).isPresent() ? provider : "unknown";
  }

  private static Withdrawals withdrawals(Backend backend) {
    return backend.engine().connections().withdrawals();
  }
}
