package dev.tributary.engine.sync;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.engine.quota.Guards;
import dev.tributary.engine.quota.Quotas;
import dev.tributary.engine.vault.Grants;
import dev.tributary.engine.watch.Watch;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/**
 * What every turn on this node uses.
 *
 * @param clock the database's clock
 * @param stopping whether the node stops
 * @param jitter from 0 inclusive to 1 exclusive
 * @param bytesInUse of all slices in memory
 * @param watch is told what happens
 */
public record SyncTools(
    Stores stores,
    Adapters adapters,
    Grants grants,
    Quotas quotas,
    Guards guards,
    Calls calls,
    InstantSource clock,
    TurnSettings settings,
    BooleanSupplier stopping,
    DoubleSupplier jitter,
    AtomicLong bytesInUse,
    Watch watch) {}
