package dev.tributary.sandbox.meta;

import dev.tributary.sandbox.meta.oauth.MetaApp;
import dev.tributary.sandbox.meta.oauth.MetaOAuth;
import dev.tributary.sandbox.meta.oauth.MetaTokens;
import dev.tributary.sandbox.meta.oauth.MetaUser;
import dev.tributary.sandbox.meta.world.MetaWorld;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the simulated Meta answers and what opens it.
 *
 * @param dialogBase base of the login dialog: version and path follow
 * @param graphBase base of the Graph API: version and path follow
 * @param accessToken a person's, good for 60 days; a new one is made for every description
 * @param systemUserToken a system user's, which never expires
 */
public record MetaDescription(
    String dialogBase,
    String graphBase,
    String version,
    String scope,
    String appId,
    String appSecret,
    String accessToken,
    String systemUserToken,
    List<Account> accounts) {

  /** An ad account as a client would pick it. */
  public record Account(
      String id,
      String name,
      String currency,
      String timeZone,
      int accountStatus,
      boolean readable,
      int ads) {}

  static MetaDescription of(String base, MetaOAuth oauth, MetaWorld world) {
    MetaApp app = oauth.app();
    return new MetaDescription(
        base,
        base,
        MetaSandbox.VERSION,
        "ads_read",
        app.id(),
        app.secret(),
        oauth
            .tokens()
            .add(
                MetaUser.OWNER,
                Set.of("public_profile", "ads_read"),
                Optional.of(MetaTokens.LONG_LIFE),
                true)
            .value(),
        oauth
            .tokens()
            .add(
                MetaUser.SYSTEM,
                Set.of("public_profile", "ads_read", "ads_management", "business_management"),
                Optional.empty(),
                true)
            .value(),
        world.accounts().stream()
            .map(one ->
                new Account(
                    "act_" + one.id(),
                    one.name(),
                    one.currency(),
                    one.zone().getId(),
                    one.status(),
                    one.readable(),
                    one.shape().campaigns() * one.shape().adsPerCampaign()))
            .toList());
  }
}
