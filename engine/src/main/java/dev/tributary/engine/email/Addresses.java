package dev.tributary.engine.email;

import dev.tributary.engine.notify.MailAddress;
import dev.tributary.engine.vault.Vault;
import dev.tributary.store.AddressKey;
import dev.tributary.store.EmailSecretStore;
import dev.tributary.store.Ids;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * E-mail addresses as they are compared and kept, and signatures under the installation's own
 * secret. Safe for many threads.
 */
public final class Addresses {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SECRET_BYTES = 32;
  private static final int ADDRESS_MAX = 254;
  private static final UUID NO_WORKSPACE = new UUID(0, 0);

  private final byte[] secret;

  /** Makes the secret at the installation's first start. */
  public Addresses(EmailSecretStore store, Vault vault, InstantSource clock) {
    EmailSecretStore.Kept kept =
        store.read().orElseGet(() -> made(store, vault, Ids.next(clock.instant())));
    this.secret = vault.open(kept.secret(), place(kept.id()));
  }

  /** In the one writing that is kept; empty for what is no single address. */
  public static Optional<String> clean(String text) {
    String address = text.strip().toLowerCase(Locale.ROOT);
    return address.length() <= ADDRESS_MAX
            && MailAddress.isOne(address)
            && address.indexOf('.', address.lastIndexOf('@')) > 0
        ? Optional.of(address)
        : Optional.empty();
  }

  /**
   * By what an address is found again; another one in every workspace.
   *
   * @param address in any writing
   */
  public AddressKey key(UUID workspace, String address) {
    return new AddressKey(
        HexFormat.of()
            .formatHex(
                sign(
                    "address",
                    bytes(workspace),
                    address.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8))));
  }

  /** 32 bytes that nobody makes without the secret. */
  byte[] sign(String purpose, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      mac.update(purpose.getBytes(StandardCharsets.UTF_8));
      for (byte[] part : parts) {
        // With their lengths, so that no two texts run together into the same bytes.
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
    }
  }

  static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static EmailSecretStore.Kept made(EmailSecretStore store, Vault vault, UUID id) {
    byte[] fresh = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(fresh);
    return store.keepIfAbsent(new EmailSecretStore.Kept(id, vault.seal(fresh, place(id))));
  }

  private static Vault.Place place(UUID id) {
    return new Vault.Place(NO_WORKSPACE, id, "email_secret.secret", 1);
  }
}
