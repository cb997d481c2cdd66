package dev.tributary.sandbox.resend.mail;

import java.util.Optional;

/** What customers' endpoints are told about (resend.com/docs, Webhooks, Event types). */
public enum EventType {
  SENT("email.sent"),
  DELIVERED("email.delivered"),
  DELIVERY_DELAYED("email.delivery_delayed"),
  BOUNCED("email.bounced"),
  COMPLAINED("email.complained"),
  OPENED("email.opened"),
  CLICKED("email.clicked"),
  FAILED("email.failed"),
  SCHEDULED("email.scheduled"),
  SUPPRESSED("email.suppressed"),
  RECEIVED("email.received"),
  CONTACT_CREATED("contact.created"),
  CONTACT_UPDATED("contact.updated"),
  CONTACT_DELETED("contact.deleted"),
  DOMAIN_CREATED("domain.created"),
  DOMAIN_UPDATED("domain.updated"),
  DOMAIN_DELETED("domain.deleted");

  private final String apiName;

  EventType(String apiName) {
    this.apiName = apiName;
  }

  public String apiName() {
    return apiName;
  }

  /** As {@code last_event} of an e-mail says it. */
  public String status() {
    return apiName.substring(apiName.indexOf('.') + 1);
  }

  public static Optional<EventType> named(String apiName) {
    for (EventType one : values()) {
      if (one.apiName.equals(apiName)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }
}
