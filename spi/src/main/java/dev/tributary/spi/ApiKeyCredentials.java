package dev.tributary.spi;

/** A static key that the provider issued. */
public record ApiKeyCredentials(String provider, Secret accessToken)
    implements ConnectionCredentials {}
