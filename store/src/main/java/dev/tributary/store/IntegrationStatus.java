package dev.tributary.store;

/** The short status of an integration. */
public enum IntegrationStatus {
  CONNECTED,
  DISCONNECTED,
  ERROR
}
