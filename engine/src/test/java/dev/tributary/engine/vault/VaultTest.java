package dev.tributary.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.EngineFixture;
import dev.tributary.postgres.TestCluster;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.Secret;
import dev.tributary.spi.ServiceAccountCredentials;
import dev.tributary.store.Database;
import dev.tributary.store.Sealed;
import dev.tributary.store.SentinelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
  private static final Vault.Place PLACE =
      new Vault.Place(UUID.randomUUID(), UUID.randomUUID(), "provider_grant.credentials", 3);
  private static final MasterKey KEY = MasterKey.parse(MasterKey.generate());
  private static final List<ConnectionCredentials> ALL_KINDS =
      List.of(
          new OAuthCredentials(
              "google_analytics",
              Secret.of("access"),
              Optional.of(Secret.of("refresh")),
              Optional.of(Instant.parse("2026-11-22T12:00:00.123456Z")),
              Set.of("a", "b")),
          new OAuthCredentials(
              "google_analytics",
              Secret.of("access"),
              Optional.of(Secret.of("refresh")),
              Optional.of(Instant.parse("2026-11-22T12:00:00Z")),
              Set.of("a"),
              Optional.of(Instant.parse("2026-11-29T12:00:00Z"))),
          new OAuthCredentials(
              "meta", Secret.of("ü€"), Optional.empty(), Optional.empty(), Set.of()),
          new ApiKeyCredentials("resend", Secret.of("re_1")),
          new ServiceAccountCredentials(
              "google_analytics", Secret.of("{}"), Secret.of(""), Optional.of(Instant.EPOCH)));

  private static Database database;

  @BeforeAll
  static void open() {
    TestDatabase fresh =
        TestCluster.shared()
            .freshDatabase("engine", one -> Database.open(EngineFixture.settings(one)).close());
    database = Database.open(EngineFixture.settings(fresh));
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void without_a_key_nothing_starts_and_the_next_step_is_named() {
    assertThatThrownBy(() -> MasterKey.configured(Optional.empty(), Optional.empty()))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining("./tributary keys generate")
        .hasMessageContaining("TRIBUTARY_KEY_FILE");
  }

  @Test
  void what_is_no_key_is_refused_without_being_repeated(@TempDir Path folder) throws IOException {
    for (String text :
        List.of("", "hunter2hunter2", "tribkey_", "tribkey_%%%", "tribkey_c2hvcnQ")) {
      assertThatThrownBy(() -> MasterKey.parse(Secret.of(text)))
          .isInstanceOf(VaultException.class)
          .hasMessageContaining("not a Tributary key")
          .hasMessageNotContaining("hunter2")
          .hasMessageNotContaining("c2hvcnQ");
    }
    assertThatThrownBy(
            () -> MasterKey.configured(Optional.empty(), Optional.of(folder.resolve("none"))))
        .hasMessageContaining("cannot be read");
    Path file = folder.resolve("key");
    Secret key = MasterKey.generate();
    Files.writeString(file, key.reveal() + "\n");
    assertThat(MasterKey.configured(Optional.empty(), Optional.of(file)).id())
        .isEqualTo(MasterKey.configured(Optional.of(key), Optional.empty()).id());
    assertThat(MasterKey.parse(key)).hasToString("key " + MasterKey.parse(key).id());
  }

  @Test
  void a_wrong_key_stops_the_start_and_changes_nothing() {
    Vault vault = Vault.open(KEY, new SentinelStore(database));
    Sealed sealed = vault.seal(ALL_KINDS.getFirst(), PLACE);
    MasterKey other = MasterKey.parse(MasterKey.generate());
    assertThatThrownBy(() -> Vault.open(other, new SentinelStore(database)))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining(KEY.id())
        .hasMessageContaining(other.id())
        .hasMessageContaining("nothing was changed");
    assertThat(Vault.open(KEY, new SentinelStore(database)).openCredentials(sealed, PLACE))
        .isEqualTo(ALL_KINDS.getFirst());
  }

  @Test
  void every_kind_of_credentials_comes_back_as_it_was() {
    Vault vault = Vault.open(KEY, new SentinelStore(database));
    for (ConnectionCredentials credentials : ALL_KINDS) {
      assertThat(vault.openCredentials(vault.seal(credentials, PLACE), PLACE))
          .isEqualTo(credentials);
    }
  }

  @Test
  void a_ciphertext_opens_at_its_own_place_alone() {
    Vault vault = Vault.open(KEY, new SentinelStore(database));
    Sealed sealed = vault.seal(ALL_KINDS.getFirst(), PLACE);
    for (Vault.Place other :
        List.of(
            new Vault.Place(UUID.randomUUID(), PLACE.row(), PLACE.column(), 3),
            new Vault.Place(PLACE.workspace(), UUID.randomUUID(), PLACE.column(), 3),
            new Vault.Place(PLACE.workspace(), PLACE.row(), "oauth_app.client_secret", 3),
            new Vault.Place(PLACE.workspace(), PLACE.row(), PLACE.column(), 4))) {
      assertThatThrownBy(() -> vault.open(sealed, other))
          .isInstanceOf(VaultException.class)
          .hasMessageContaining("Reconnect the account");
    }
  }

  @Test
  void damaged_and_foreign_forms_are_refused() {
    byte[] good = CredentialCodec.write(ALL_KINDS.getFirst());
    for (int length = 0; length < good.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(good, length);
      assertThatThrownBy(() -> CredentialCodec.read(cut))
          .as("cut after %d bytes", length)
          .isInstanceOf(VaultException.class);
    }
    assertThatThrownBy(() -> CredentialCodec.read(new byte[] {2, 1}))
        .hasMessageContaining("newer version");
    assertThatThrownBy(() -> CredentialCodec.read(new byte[] {1, 9}))
        .hasMessageContaining("unknown kind");
    assertThatThrownBy(() -> CredentialCodec.read(new byte[] {1, 1, 127, 0, 0, 0}))
        .isInstanceOf(VaultException.class);
  }
}
