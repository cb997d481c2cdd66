package dev.tributary.server.webhook;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The handlers of this package, for {@code WebServer} to import. */
@Configuration(proxyBeanMethods = false)
@Import({DoorBounds.class, DeliveryDoor.class, PeopleDoor.class})
public class Doors {}
