package dev.tributary.sandbox.meta.insights;

import dev.tributary.sandbox.meta.MetaErrors;
import dev.tributary.sandbox.meta.Paging;
import dev.tributary.sandbox.meta.insights.Rows.Row;
import dev.tributary.sandbox.meta.world.Facts;
import dev.tributary.sandbox.meta.world.Facts.Count;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** One page of rows as bytes, with cursors and the address of the next one. */
final class Pages {
  private static final int SORTED_MAX = 20_000;

  /** A page, and how many rows are on it. */
  record Page(byte[] json, int rows) {}

  private final Question question;
  private final Rows rows;
  private final RowWriter writer;

  Pages(Question question) {
    this.question = question;
    this.rows = new Rows(question);
    this.writer = new RowWriter(question);
  }

  /** Synchronised because a report run's pages may be read on several threads. */
  synchronized Page page(Paging paging) {
    long values = (long) paging.limit() * question.fields().size();
    if (values > question.plan().account().limits().pageValues()) {
      throw MetaErrors.reduce();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
    int count;
    try (JsonGenerator json = JsonMapper.shared().createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("data");
      count = question.sort().isPresent() ? sorted(json, paging) : plain(json, paging);
      if (!question.summary().isEmpty()) {
        json.writeName("summary");
        writer.writeSummary(json, total());
      }
      json.writeEndObject();
    }
    return new Page(out.toByteArray(), count);
  }

  private int plain(JsonGenerator json, Paging paging) {
    int[] count = {0};
    int end =
        rows.read(
            paging.from(),
            row -> {
              if (count[0] == paging.limit()) {
                return false;
              }
              writer.write(json, row);
              count[0]++;
              return true;
            });
    links(json, paging, end, count[0], end < rows.places());
    return count[0];
  }

  private int sorted(JsonGenerator json, Paging paging) {
    String sort = question.sort().orElseThrow();
    if (question.rowsMax() > SORTED_MAX) {
      throw MetaErrors.reduce();
    }
    List<Row> all = new ArrayList<>();
    rows.read(
        0,
        row -> {
          Facts copy = new Facts();
          copy.add(row.facts());
          return all.add(new Row(row.index(), row.range(), row.cell(), copy));
        });
    Comparator<Row> order = order(sort.replaceFirst("_(a|de)scending$", ""));
    all.sort(sort.endsWith("_descending") ? order.reversed() : order);
    int end = Math.min(all.size(), paging.from() + paging.limit());
    for (int n = paging.from(); n < end; n++) {
      writer.write(json, all.get(n));
    }
    int count = Math.max(0, end - paging.from());
    links(json, paging, end, count, end < all.size());
    return count;
  }

  private static Comparator<Row> order(String field) {
    return switch (field) {
      case "impressions", "reach" -> by(Count.IMPRESSIONS);
      case "clicks" -> by(Count.CLICKS);
      case "inline_link_clicks" -> by(Count.LINK_CLICKS);
      case "spend" -> by(Count.SPEND);
      case "date_start" -> Comparator.comparing(row -> row.range().since());
      default -> throw MetaErrors.parameter("The sandbox does not sort by " + field);
    };
  }

  private static Comparator<Row> by(Count count) {
    return Comparator.comparingLong(row -> row.facts().count(count));
  }

  private static void links(JsonGenerator json, Paging paging, int end, int count, boolean more) {
    json.writeEndArray();
    if (count == 0) {
      return;
    }
    json.writeName("paging");
    json.writeStartObject();
    json.writeName("cursors");
    json.writeStartObject();
    json.writeStringProperty("before", Paging.cursor(paging.from()));
    json.writeStringProperty("after", Paging.cursor(end));
    json.writeEndObject();
    if (more) {
      json.writeStringProperty("next", paging.next(end));
    }
    json.writeEndObject();
  }

  private Facts total() {
    Facts total = new Facts();
    rows.read(
        0,
        row -> {
          total.add(row.facts());
          return true;
        });
    return total;
  }
}
