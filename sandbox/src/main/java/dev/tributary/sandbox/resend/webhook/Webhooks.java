package dev.tributary.sandbox.resend.webhook;

import dev.tributary.sandbox.resend.Fields;
import dev.tributary.sandbox.resend.ResendErrors;
import dev.tributary.sandbox.resend.mail.EventType;
import dev.tributary.sandbox.resend.team.Ids;
import dev.tributary.sandbox.resend.team.Store;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A team's endpoints. */
public final class Webhooks {
  private static final int KEY_BYTES = 24;
  private static final Duration ROTATION = Duration.ofHours(24);

  private final Store<Webhook> store = new Store<>(Webhook::id);
  private final Ids ids;

  public Webhooks(Ids ids) {
    this.ids = ids;
  }

  public Store<Webhook> store() {
    return store;
  }

  public Webhook create(Fields fields, Instant now) {
    Webhook webhook =
        new Webhook(
            ids.uuid(),
            endpoint(fields.required("endpoint")),
            events(fields),
            true,
            now,
            Signing.secret(ids.bytes(KEY_BYTES)),
            List.of());
    store.add(webhook);
    return webhook;
  }

  /** Absent fields stay; enabling makes a disabled endpoint hear again. */
  public Webhook update(Webhook webhook, Fields fields) {
    String endpoint = fields.text("endpoint").map(Webhooks::endpoint).orElse(webhook.endpoint());
    List<EventType> events = fields.has("events") ? events(fields) : webhook.events();
    boolean enabled =
        fields
            .word(
                "status", webhook.enabled() ? "enabled" : "disabled", Set.of("enabled", "disabled"))
            .equals("enabled");
    return store
        .edit(webhook.id(), one -> one.with(endpoint, events, enabled))
        .orElseThrow(() -> ResendErrors.notFound("Webhook"));
  }

  /** A fresh secret; the old one signs beside it for a day. */
  public Webhook rotate(String id, Instant now) {
    String secret = Signing.secret(ids.bytes(KEY_BYTES));
    return store
        .edit(id, one -> one.withSecret(secret, now.plus(ROTATION)))
        .orElseThrow(() -> ResendErrors.notFound("Webhook"));
  }

  private static String endpoint(String text) {
    try {
      URI address = URI.create(text);
      if (address.getHost() != null && List.of("http", "https").contains(address.getScheme())) {
        return text;
      }
    } catch (IllegalArgumentException malformed) {
      // Said below.
    }
    throw ResendErrors.invalid("The `endpoint` field must be a URL.");
  }

  private static List<EventType> events(Fields fields) {
    List<EventType> found = new ArrayList<>();
    for (String name : fields.texts("events")) {
      found.add(
          EventType.named(name)
              .orElseThrow(() -> ResendErrors.parameter("There is no event `" + name + "`.")));
    }
    if (found.isEmpty()) {
      throw ResendErrors.missing("events");
    }
    return found;
  }
}
