package dev.tributary.spi;

/** Our own registration at a provider: the OAuth client that the operator entered. */
public record AppCredentials(String clientId, Secret clientSecret) {}
