package dev.tributary.e2e.google;

import com.google.auth.oauth2.JwtClaims;
import com.google.auth.oauth2.JwtCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A service account's assertion, signed by Google's own library. */
final class SignedAssertion {
  private SignedAssertion() {}

  static String of(Map<String, Object> key, String scope) throws IOException {
    byte[] file = JsonMapper.shared().writeValueAsBytes(key);
    ServiceAccountCredentials account =
        ServiceAccountCredentials.fromStream(new ByteArrayInputStream(file));
    JwtClaims claims =
        JwtClaims.newBuilder()
            .setIssuer(account.getClientEmail())
            .setSubject(account.getClientEmail())
            .setAudience((String) key.get("token_uri"))
            .setAdditionalClaims(Map.of("scope", scope))
            .build();
    JwtCredentials signed =
        JwtCredentials.newBuilder()
            .setPrivateKey(account.getPrivateKey())
            .setPrivateKeyId(account.getPrivateKeyId())
            .setJwtClaims(claims)
            .build();
    List<String> header = signed.getRequestMetadata().get("Authorization");
    return header.getFirst().substring("Bearer ".length());
  }
}
