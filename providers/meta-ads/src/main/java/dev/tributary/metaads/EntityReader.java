package dev.tributary.metaads;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.Dimension;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Reads campaigns, ad sets and ads as they are now, page by page; every row carries the slice's
 * last day. Meta leaves archived and deleted ones out.
 */
final class EntityReader {
  private static final int PAGE = 500;
  private static final int PAGE_MIN = 10;

  private final GraphApi api;

  EntityReader(GraphApi api) {
    this.api = api;
  }

  Batch read(SyncRequest request, Call call) throws SyncException, InterruptedException {
    StreamDescriptor stream = request.stream();
    Connection connection = request.connection();
    Place place = Place.of(request.cursor(), PAGE);
    String subject = AdAccounts.node(connection.account().id());
    Map<String, String> query = new LinkedHashMap<>();
    query.put("fields", fields(stream));
    query.put("limit", Integer.toString(place.limit()));
    if (!place.after().isEmpty()) {
      query.put("after", place.after());
    }
    ProviderAnswer answer;
    JsonNode page;
    try {
      answer =
          api.get(
              "/" + subject + "/" + edge(stream), query, connection.credentials(), subject, call);
      page = GraphApi.object(answer, subject, call);
    } catch (SyncException thrown) {
      if (thrown.failure() instanceof Failure.TooLarge && place.limit() > PAGE_MIN) {
        return Batches.of(
            request, Rows.empty(stream), List.of(), new Batch.Next.More(place.half().cursor()));
      }
      throw thrown;
    }
    if (!page.path("data").isArray()) {
      throw answer.malformed("did not list " + stream.title());
    }
    Rows.Builder rows = Rows.builder(stream);
    for (JsonNode entity : page.path("data")) {
      if (entity.path("id").asString("").isEmpty()) {
        throw answer.malformed("listed an object without its id");
      }
      row(rows, request, entity);
    }
    Batch.Next next =
        Paging.after(page)
            .<Batch.Next>map(after -> new Batch.Next.More(place.at(after).cursor()))
            .orElseGet(Batch.Next.Done::new);
    return Batches.of(
        request, rows.build(), Usage.of(answer, call.now()).readings(call.now()), next);
  }

  private static void row(Rows.Builder rows, SyncRequest request, JsonNode entity) {
    String currency = request.connection().account().currency().orElse("");
    rows.row(request.slice().days().last());
    List<Dimension> columns = request.stream().textColumns();
    for (int i = 0; i < columns.size(); i++) {
      String field = columns.get(i).field();
      JsonNode value = entity;
      for (String name : field.split("\\.")) {
        value = value.path(name);
      }
      String text = text(value);
      rows.text(
          i,
          field.endsWith("_budget") || field.equals("spend_cap")
              ? Money.major(text, currency)
              : text);
    }
  }

  /** Windows of attribution in words; whatever else is nested as it came. */
  private static String text(JsonNode value) {
    if (!value.isArray()) {
      return value.isContainer() ? value.toString() : value.asString("");
    }
    TreeSet<String> parts = new TreeSet<>();
    for (JsonNode part : value) {
      parts.add(
          part.has("event_type")
              ? part.path("window_days").asString("")
                  + "d_"
                  + part.path("event_type")
                      .asString("")
                      .toLowerCase(java.util.Locale.ROOT)
                      .replace("_through", "")
              : text(part));
    }
    return String.join(" ", parts);
  }

  private static String fields(StreamDescriptor stream) {
    Map<String, TreeSet<String>> nested = new LinkedHashMap<>();
    for (Dimension column : stream.textColumns()) {
      String[] names = column.field().split("\\.", 2);
      TreeSet<String> inner = nested.computeIfAbsent(names[0], name -> new TreeSet<>());
      if (names.length > 1) {
        inner.add(names[1]);
      }
    }
    return nested.entrySet().stream()
        .map(field ->
            field.getValue().isEmpty()
                ? field.getKey()
                : field.getKey() + "{" + String.join(",", field.getValue()) + "}")
        .collect(Collectors.joining(","));
  }

  private static String edge(StreamDescriptor stream) throws SyncException {
    return switch (stream.name()) {
      case Streams.CAMPAIGN_LIST -> "campaigns";
      case Streams.AD_SET_LIST -> "adsets";
      case Streams.AD_LIST -> "ads";
      default ->
          throw new SyncException(
              new Failure.Defect("Meta Ads has no list named " + stream.name() + "."));
    };
  }

  /** Where a list goes on, and how much of it is asked for at once. */
  record Place(int limit, String after) {
    static Place of(Optional<Cursor> cursor, int limitFirst) throws SyncException {
      if (cursor.isEmpty()) {
        return new Place(limitFirst, "");
      }
      String[] parts = cursor.get().value().split(" ", -1);
      if (parts.length != 2 || !parts[0].matches("\\d{1,5}")) {
        throw new SyncException(
            new Failure.Defect("A cursor that is none of ours was handed to Meta Ads."));
      }
      return new Place(Math.max(1, Integer.parseInt(parts[0])), parts[1]);
    }

    Cursor cursor() {
      return new Cursor(limit + " " + after);
    }

    Place half() {
      return new Place(Math.max(PAGE_MIN, limit / 2), after);
    }

    Place at(String next) {
      return new Place(limit, next);
    }
  }
}
