package dev.tributary.sandbox.resend.team;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Things by id in the order in which they came. Safe to use from many threads. */
public final class Store<T> {
  /** One page, newest first. */
  public record Page<T>(List<T> items, boolean more) {}

  private final Function<T, String> id;
  private final Map<String, Long> numbers = new HashMap<>();
  private final NavigableMap<Long, T> items = new TreeMap<>();
  private long next;

  public Store(Function<T, String> id) {
    this.id = id;
  }

  public synchronized void add(T item) {
    numbers.put(id.apply(item), next);
    items.put(next++, item);
  }

  public synchronized Optional<T> find(String key) {
    Long number = numbers.get(key);
    return Optional.ofNullable(number == null ? null : items.get(number));
  }

  public synchronized Optional<T> first(Predicate<T> wanted) {
    return items.values().stream().filter(wanted).findFirst();
  }

  /** Replaces an item, which keeps its id and place. */
  public synchronized Optional<T> edit(String key, UnaryOperator<T> change) {
    Long number = numbers.get(key);
    return Optional.ofNullable(
        number == null ? null : items.computeIfPresent(number, (any, old) -> change.apply(old)));
  }

  public synchronized Optional<T> remove(String key) {
    Long number = numbers.remove(key);
    return Optional.ofNullable(number == null ? null : items.remove(number));
  }

  /** Oldest first. */
  public synchronized List<T> all() {
    return List.copyOf(items.values());
  }

  public synchronized int size() {
    return items.size();
  }

  /**
   * @param after the page holds what is older than this id; from the newest when empty
   * @param before the page holds what is just newer than this id; wins when both are given
   * @return empty when nothing has the id
   */
  public synchronized Optional<Page<T>> page(
      int limit, Optional<String> after, Optional<String> before, Predicate<T> wanted) {
    Optional<String> cursor = before.or(() -> after);
    Long at = cursor.map(numbers::get).orElse(null);
    if (cursor.isPresent() && at == null) {
      return Optional.empty();
    }
    List<T> found = new ArrayList<>();
    NavigableMap<Long, T> rest;
    if (at == null) {
      rest = items.descendingMap();
    } else if (before.isPresent()) {
      rest = items.tailMap(at, false);
    } else {
      rest = items.headMap(at, false).descendingMap();
    }
    for (T item : rest.values()) {
      if (wanted.test(item)) {
        found.add(item);
      }
      if (found.size() > limit) {
        break;
      }
    }
    boolean more = found.size() > limit;
    List<T> page = more ? found.subList(0, limit) : found;
    return Optional.of(new Page<>(List.copyOf(before.isPresent() ? page.reversed() : page), more));
  }
}
