package dev.tributary.engine.kpi;

/**
 * What an export wrote, to compare with what arrived.
 *
 * @param rows without header and last line
 * @param sha256 of every byte before the last line, in hexadecimal
 */
public record Exported(long rows, String sha256) {}
