package dev.tributary.spi;

/** Where an adapter goes on within a slice. Only the adapter that made it can read it. */
public record Cursor(String value) {}
