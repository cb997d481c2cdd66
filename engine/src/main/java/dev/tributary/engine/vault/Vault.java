package dev.tributary.engine.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.store.Sealed;
import dev.tributary.store.SentinelStore;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.UUID;

/**
 * Encrypts what must not lie open in the database. The keyset lies there too, wrapped by the
 * operator's key, so that a wrong key is found at start and not at the first sync.
 *
 * <p>Every ciphertext is bound to its place: moved to another row, column or version it cannot be
 * opened.
 */
public final class Vault {
  private static final byte[] KEYSET_PLACE =
      "tributary data keyset".getBytes(StandardCharsets.UTF_8);

  private final Aead aead;
  private final String keyId;

  private Vault(KeysetHandle keyset) throws GeneralSecurityException {
    this.aead = keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
    this.keyId = Integer.toHexString(keyset.getPrimary().getId());
  }

  /**
   * Where a ciphertext lies.
   *
   * @param row the grant's or other row's id
   */
  public record Place(UUID workspace, UUID row, String column, long version) {
    byte[] bytes() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        for (UUID id : new UUID[] {workspace, row}) {
          out.writeLong(id.getMostSignificantBits());
          out.writeLong(id.getLeastSignificantBits());
        }
        out.writeUTF(column);
        out.writeLong(version);
      } catch (IOException e) {
        throw new UncheckedIOException("writing to memory failed", e);
      }
      return bytes.toByteArray();
    }
  }

  /**
   * Opens the vault of this installation, and makes it at the first start.
   *
   * @throws VaultException when the key is not the one with which it was made
   */
  public static Vault open(MasterKey key, SentinelStore store) {
    try {
      Optional<Sealed> wrapped = store.read();
      if (wrapped.isEmpty()) {
        // Of several nodes that start together, the keyset of one is kept, for all of them.
        KeysetHandle fresh = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
        byte[] bytes =
            TinkProtoKeysetFormat.serializeEncryptedKeyset(fresh, key.aead(), KEYSET_PLACE);
        wrapped = Optional.of(store.keepIfAbsent(new Sealed(bytes, key.id())));
      }
      return new Vault(
          TinkProtoKeysetFormat.parseEncryptedKeyset(
              wrapped.get().bytes(), key.aead(), KEYSET_PLACE));
    } catch (GeneralSecurityException e) {
      String madeWith = store.read().map(Sealed::keyId).orElse("another");
      throw new VaultException(
          ("The stored credentials were encrypted with key %s, but the configured one is %s. Set"
                  + " TRIBUTARY_KEY or TRIBUTARY_KEY_FILE to the right key; nothing was changed.")
              .formatted(madeWith, key.id()),
          e);
    }
  }

  public Sealed seal(ConnectionCredentials credentials, Place place) {
    return seal(CredentialCodec.write(credentials), place);
  }

  public ConnectionCredentials openCredentials(Sealed sealed, Place place) {
    return CredentialCodec.read(open(sealed, place));
  }

  public Sealed seal(byte[] plain, Place place) {
    try {
      return new Sealed(aead.encrypt(plain, place.bytes()), keyId);
    } catch (GeneralSecurityException e) {
      throw new VaultException("Encrypting " + place.column() + " failed.", e);
    }
  }

  public byte[] open(Sealed sealed, Place place) {
    try {
      return aead.decrypt(sealed.bytes(), place.bytes());
    } catch (GeneralSecurityException e) {
      throw new VaultException(
          "The %s of %s cannot be opened: it was made with another key (%s) or moved. Reconnect the account."
              .formatted(place.column(), place.row(), sealed.keyId()),
          e);
    }
  }
}
