package dev.tributary.engine.condition;

import dev.tributary.store.IntegrationState;
import dev.tributary.store.IntegrationStatus;
import java.util.Locale;

/**
 * What an integration, or one stream of it, is doing. How fresh its data is stands beside it, see
 * {@link Freshness}. The order is that of docs/states.md, which is written from here.
 */
public enum State {
  HEALTHY(IntegrationState.ACTIVE, "Everything that is due is read.", "Nothing."),
  QUEUED(
      IntegrationState.ACTIVE,
      "It is due and begins as soon as a worker is free.",
      "Nothing; if no worker is at work, start one."),
  SYNCING(IntegrationState.ACTIVE, "A worker reads it.", "Nothing."),
  BACKFILLING(IntegrationState.ACTIVE, "History is being read, the newest days first.", "Nothing."),
  WAITING_QUOTA(
      IntegrationState.ACTIVE,
      "The provider announced a wait, or what is left of a quota is kept for fresh days; it costs no try.",
      "Nothing; it goes on at the time that is shown."),
  RETRYING(
      IntegrationState.ACTIVE,
      "A try failed and the next one has its time.",
      "Nothing, unless the message names a cause that only a person can remove."),
  RECONNECT_NEEDED(
      IntegrationState.RECONNECT_NEEDED,
      "The provider refuses the login or key.",
      "Reconnect it with the same login."),
  HELD(
      IntegrationState.HELD,
      "An answer contradicts what is stored, or the account's zone or currency changed; good data is kept.",
      "For days, wait or accept the answer; for the account, resume to read everything anew."),
  GAVE_UP(
      IntegrationState.GAVE_UP,
      "It was tried to the end, or the account is gone.",
      "Remove the cause, then retry."),
  PAUSED(IntegrationState.PAUSED, "A person stopped it for a while.", "Resume it."),
  DISCONNECTED(
      IntegrationState.DISCONNECTED,
      "A person ended it; its data is kept.",
      "Connect the account again.");

  private final IntegrationState stored;
  private final String meaning;
  private final String nextStep;

  State(IntegrationState stored, String meaning, String nextStep) {
    this.stored = stored;
    this.meaning = meaning;
    this.nextStep = nextStep;
  }

  /** The word for programs, for example {@code waiting_quota}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The short status that goes with it: the only table from the one to the other. */
  public IntegrationStatus status() {
    return stored.status();
  }

  public String meaning() {
    return meaning;
  }

  /** What a person does about it. */
  public String nextStep() {
    return nextStep;
  }
}
