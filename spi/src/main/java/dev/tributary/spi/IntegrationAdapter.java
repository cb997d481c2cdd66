package dev.tributary.spi;

/**
 * One provider, spoken to in its own protocol. Stateless and safe for any number of threads: one
 * instance serves every connection. Every method may block on the network until the call's
 * deadline; none may keep anything between calls.
 *
 * <p>More abilities are interfaces beside this one, found with {@code instanceof}: {@link
 * OAuthProvider}, {@link CredentialRefresher}, {@link AccountLister}, {@link WebhookReceiver},
 * {@link GrantCallbacks}, {@link EmailSender}, {@link EmailTemplates}, {@link EmailSuppressions},
 * {@link EventCounts}.
 */
public interface IntegrationAdapter {

  ProviderDescriptor describe();

  /** Tries credentials that a customer just gave. */
  ConnectionResult connect(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException;

  /**
   * Reads one step of a slice. The engine calls again with the returned cursor until {@link
   * Batch.Next.Done}; after any step it may stop and never come back.
   */
  Batch sync(SyncRequest request, Call call) throws SyncException, InterruptedException;

  /** Asks whether the account can still be read and is still what it was when connected. */
  HealthStatus healthCheck(Connection connection, Call call)
      throws SyncException, InterruptedException;

  /**
   * Withdraws the grant at the provider. Called only with the grant's last integration; a grant
   * that is already gone is no error.
   */
  void disconnect(Connection connection, Call call) throws SyncException, InterruptedException;
}
