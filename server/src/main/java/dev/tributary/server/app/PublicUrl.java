package dev.tributary.server.app;

import java.net.URI;

/** Where browsers reach this installation; with a free port it is known once the web listens. */
@FunctionalInterface
public interface PublicUrl {
  URI get() throws InterruptedException;
}
