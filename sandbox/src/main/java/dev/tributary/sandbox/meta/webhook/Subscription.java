package dev.tributary.sandbox.meta.webhook;

import java.util.List;

/** What an app wants to be told, and where. */
public record Subscription(String object, String callbackUrl, List<String> fields) {
  public Subscription {
    fields = List.copyOf(fields);
  }
}
