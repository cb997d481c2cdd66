package dev.tributary.server.people;

import dev.tributary.spi.Secret;
import java.net.URI;

/**
 * Addresses that let somebody in. The token stands behind the #, which browsers send to nobody: no
 * log and no referrer has it.
 */
public record Links(URI publicUrl) {

  /** Makes an owner. */
  public String setup(Secret token) {
    return to("/setup", token);
  }

  /** Signs a known person in. */
  public String entry(Secret token) {
    return to("/entry", token);
  }

  /** Lets an invited person in. */
  public String invitation(Secret token) {
    return to("/invitation", token);
  }

  private String to(String page, Secret token) {
    return publicUrl.toString().replaceAll("/+$", "") + page + "#" + token.reveal();
  }
}
