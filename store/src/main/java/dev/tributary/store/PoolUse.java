package dev.tributary.store;

/**
 * How a pool of connections is used at a moment.
 *
 * @param name of the role it serves: {@code app} or {@code system}
 * @param waiting threads that wait for a connection
 */
public record PoolUse(String name, int active, int idle, int waiting, int max) {}
