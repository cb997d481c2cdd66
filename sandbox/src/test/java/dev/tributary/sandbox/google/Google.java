package dev.tributary.sandbox.google;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.google.oauth.Consent;
import dev.tributary.sandbox.google.oauth.OAuthClient;
import dev.tributary.sandbox.google.oauth.OAuthServer;
import java.time.Instant;
import java.util.Set;

/** A sandbox whose clock stands still, and a client with a token. */
final class Google implements AutoCloseable {
  /** A Sunday noon in Berlin. */
  static final Instant NOW = Instant.parse("2026-11-22T11:00:00Z");

  final Sandbox sandbox;
  final Client client;
  final String token;

  Google(SandboxOptions options) {
    this.sandbox = Sandbox.start(options);
    this.sandbox.clock().freezeAt(NOW);
    this.client = new Client(sandbox);
    this.token = token(Set.of(OAuthServer.READ_SCOPE), OAuthClient.READY);
  }

  static Google start() {
    return new Google(SandboxOptions.DEFAULT.withMachine(() -> NOW));
  }

  String token(Set<String> scopes, OAuthClient of) {
    return sandbox.google().oauth().tokens().addAccess(of, Consent.OWNER, scopes, "").token();
  }

  Client.Answer report(String property, String body) {
    return post("/v1beta/properties/" + property + ":runReport", body);
  }

  Client.Answer post(String path, String body) {
    return client.post(path, body, "Authorization", "Bearer " + token);
  }

  Client.Answer get(String path) {
    return client.get(path, "Authorization", "Bearer " + token);
  }

  @Override
  public void close() {
    client.close();
    sandbox.close();
  }
}
