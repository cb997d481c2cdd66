package dev.tributary.engine.vault;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import dev.tributary.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The operator's key. It never touches the database; it only wraps the keyset that encrypts
 * credentials there.
 */
public final class MasterKey {
  /** Makes a key easy to recognise where it should not be. */
  private static final String PREFIX = "tribkey_";

  private static final int BYTES = 32;
  private static final String NEXT_STEP =
      " Make one with `./tributary keys generate`, keep a copy in a safe place, and set TRIBUTARY_KEY"
          + " or TRIBUTARY_KEY_FILE.";

  private final Aead aead;
  private final String id;

  @AccessesPartialKey
  private MasterKey(byte[] key) {
    try {
      AeadConfig.register();
      AesGcmParameters parameters =
          AesGcmParameters.builder()
              .setKeySizeBytes(BYTES)
              .setIvSizeBytes(12)
              .setTagSizeBytes(16)
              .setVariant(AesGcmParameters.Variant.NO_PREFIX)
              .build();
      AesGcmKey gcm =
          AesGcmKey.builder()
              .setParameters(parameters)
              .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
              .build();
      this.aead =
          KeysetHandle.newBuilder()
              .addEntry(KeysetHandle.importKey(gcm).withFixedId(1).makePrimary())
              .build()
              .getPrimitive(RegistryConfiguration.get(), Aead.class);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("tributary master key".getBytes(StandardCharsets.UTF_8));
      this.id = HexFormat.of().formatHex(digest.digest(key), 0, 6);
    } catch (GeneralSecurityException e) {
      throw new VaultException("This Java has no AES-GCM, so credentials cannot be kept.", e);
    }
  }

  /** A new key in the form in which it is configured. */
  public static Secret generate() {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    return Secret.of(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(key));
  }

  /**
   * @throws VaultException when the text is no key
   */
  public static MasterKey parse(Secret text) {
    String key = text.reveal().strip();
    Optional<byte[]> bytes = key.startsWith(PREFIX) ? decode(key) : Optional.empty();
    return bytes
        .filter(decoded -> decoded.length == BYTES)
        .map(MasterKey::new)
        .orElseThrow(
            () -> new VaultException("The configured key is not a Tributary key." + NEXT_STEP));
  }

  /**
   * The key from the settings {@code TRIBUTARY_KEY} or {@code TRIBUTARY_KEY_FILE}.
   *
   * @throws VaultException with the next step when there is none
   */
  public static MasterKey configured(Optional<Secret> key, Optional<Path> file) {
    if (key.isPresent()) {
      return parse(key.get());
    }
    if (file.isEmpty()) {
      throw new VaultException("There is no key to encrypt credentials with." + NEXT_STEP);
    }
    try {
      return parse(Secret.of(Files.readString(file.get())));
    } catch (IOException e) {
      throw new VaultException("The key file " + file.get() + " cannot be read." + NEXT_STEP, e);
    }
  }

  private static Optional<byte[]> decode(String key) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(key.substring(PREFIX.length())));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** A fingerprint that gives nothing of the key away. */
  public String id() {
    return id;
  }

  Aead aead() {
    return aead;
  }

  @Override
  public String toString() {
    return "key " + id;
  }
}
