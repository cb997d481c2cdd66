package dev.tributary.sandbox.google.oauth;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A service account with a key of its own, made anew in every process. */
public final class ServiceAccount {
  public static final String EMAIL = "reader@sandbox-project.iam.gserviceaccount.com";
  private static final String SUBJECT = "100000000000000000777";
  private static final String KEY_ID = "5a9db0c0de5a9db0c0de5a9db0c0de5a9db0c0de";
  private static final int KEY_BITS = 2_048;

  /** Made when first needed: it takes a noticeable part of a second. Guarded by this. */
  private Optional<KeyPair> keys = Optional.empty();

  private synchronized KeyPair keys() {
    try {
      if (keys.isEmpty()) {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(KEY_BITS);
        keys = Optional.of(generator.generateKeyPair());
      }
      return keys.get();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot make RSA keys", e);
    }
  }

  public Tokens.Principal principal() {
    return new Tokens.Principal(SUBJECT, EMAIL);
  }

  /** The key file that an operator would download. */
  public Map<String, Object> keyFile(String tokenUri) {
    String key =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys().getPrivate().getEncoded());
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("type", "service_account");
    file.put("project_id", "sandbox-project");
    file.put("private_key_id", KEY_ID);
    file.put(
        "private_key", "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
    file.put("client_email", EMAIL);
    file.put("client_id", SUBJECT);
    file.put("auth_uri", tokenUri.replace("/token", "/o/oauth2/v2/auth"));
    file.put("token_uri", tokenUri);
    return file;
  }

  boolean signed(byte[] text, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(keys().getPublic());
      verifier.update(text);
      return verifier.verify(signature);
    } catch (GeneralSecurityException notASignature) {
      return false;
    }
  }
}
