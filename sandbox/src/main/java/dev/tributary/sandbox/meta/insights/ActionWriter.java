package dev.tributary.sandbox.meta.insights;

import static dev.tributary.sandbox.meta.insights.Numbers.money;
import static dev.tributary.sandbox.meta.insights.Numbers.ratio;

import dev.tributary.sandbox.meta.world.Facts;
import dev.tributary.sandbox.meta.world.Facts.Count;
import dev.tributary.sandbox.meta.world.Objective;
import dev.tributary.sandbox.meta.world.Window;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the fields that are lists of {@code {action_type, value}}. A type that did not happen is
 * left out, and so is a list without elements.
 */
final class ActionWriter {
  private final Question question;
  private final int digits;
  private final List<ActionType> types;

  ActionWriter(Question question, int digits) {
    this.question = question;
    this.digits = digits;
    this.types =
        ActionType.ALL.stream()
            .filter(one ->
                question.filters().actionTypes().isEmpty()
                    || question.filters().actionTypes().contains(one.name()))
            .filter(one -> !question.targets() || one.count().isPresent())
            .toList();
  }

  void write(JsonGenerator json, String field, Facts facts) {
    switch (field) {
      case "actions" -> actions(json, field, facts);
      case "action_values" -> values(json, field, facts);
      case "cost_per_action_type" -> costs(json, field, facts);
      case "purchase_roas" -> roas(json, field, facts, ActionType.OMNI_PURCHASE);
      case "website_purchase_roas" -> roas(json, field, facts, ActionType.PIXEL_PURCHASE);
      case "outbound_clicks" -> count(json, field, "outbound_click", facts, Count.LINK_CLICKS);
      case "video_play_actions" -> count(json, field, "video_view", facts, Count.VIDEO_VIEWS);
      case "video_p25_watched_actions" -> count(json, field, "video_view", facts, Count.VIDEO_25);
      case "video_p50_watched_actions" -> count(json, field, "video_view", facts, Count.VIDEO_50);
      case "video_p75_watched_actions" -> count(json, field, "video_view", facts, Count.VIDEO_75);
      case "video_p100_watched_actions" -> count(json, field, "video_view", facts, Count.VIDEO_100);
      case "video_thruplay_watched_actions" ->
          count(json, field, "video_view", facts, Count.THRU_PLAYS);
      default -> {
        // A published field that does not apply to these ads: Meta leaves it out.
      }
    }
  }

  private void actions(JsonGenerator json, String field, Facts facts) {
    boolean open = false;
    for (ActionType type : types) {
      long number = type.number(facts);
      boolean any = number > 0;
      for (Window window : question.windows()) {
        any |= type.number(facts, window) > 0;
      }
      if (any) {
        open = open(json, field, open);
        start(json, type);
        json.writeStringProperty("value", Long.toString(number));
        for (Window window : question.windows()) {
          long within = type.number(facts, window);
          if (within > 0) {
            json.writeStringProperty(window.apiName(), Long.toString(within));
          }
        }
        json.writeEndObject();
      }
    }
    close(json, open);
  }

  private void values(JsonGenerator json, String field, Facts facts) {
    boolean open = false;
    for (ActionType type : types) {
      boolean any = type.valued() && type.value(facts) > 0;
      for (Window window : question.windows()) {
        any |= type.valued() && type.value(facts, window) > 0;
      }
      if (any) {
        open = open(json, field, open);
        start(json, type);
        json.writeStringProperty("value", money(type.value(facts), digits));
        for (Window window : question.windows()) {
          long within = type.value(facts, window);
          if (within > 0) {
            json.writeStringProperty(window.apiName(), money(within, digits));
          }
        }
        json.writeEndObject();
      }
    }
    close(json, open);
  }

  private void costs(JsonGenerator json, String field, Facts facts) {
    boolean open = false;
    for (ActionType type : types) {
      long number = type.number(facts);
      if (number > 0) {
        open = open(json, field, open);
        start(json, type);
        json.writeStringProperty("value", ratio(facts.count(Count.SPEND), 1, number, digits));
        json.writeEndObject();
      }
    }
    close(json, open);
  }

  private void roas(JsonGenerator json, String field, Facts facts, ActionType type) {
    long spend = facts.count(Count.SPEND);
    if (spend == 0 || type.value(facts) == 0 || question.targets()) {
      return;
    }
    open(json, field, false);
    start(json, type);
    json.writeStringProperty("value", ratio(type.value(facts), 1, spend, 0));
    for (Window window : question.windows()) {
      long within = type.value(facts, window);
      if (within > 0) {
        json.writeStringProperty(window.apiName(), ratio(within, 1, spend, 0));
      }
    }
    json.writeEndObject();
    close(json, true);
  }

  private static void count(
      JsonGenerator json, String field, String type, Facts facts, Count count) {
    if (facts.count(count) > 0) {
      json.writeArrayPropertyStart(field);
      json.writeStartObject();
      json.writeStringProperty("action_type", type);
      json.writeStringProperty("value", Long.toString(facts.count(count)));
      json.writeEndObject();
      json.writeEndArray();
    }
  }

  /** What the campaign is for, counted or as its cost; awareness counts people, not here. */
  void result(JsonGenerator json, String field, Facts facts, Objective objective) {
    for (ActionType type : ActionType.ALL) {
      long number = type.number(facts);
      if (type.name().equals(objective.result()) && number > 0) {
        json.writeArrayPropertyStart(field);
        json.writeStartObject();
        json.writeStringProperty("indicator", "actions:" + type.name());
        json.writeArrayPropertyStart("values");
        json.writeStartObject();
        json.writeStringProperty(
            "value",
            field.equals("results")
                ? Long.toString(number)
                : ratio(facts.count(Count.SPEND), 1, number, digits));
        json.writeArrayPropertyStart("attribution_windows");
        json.writeString("default");
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
      }
    }
  }

  private static void start(JsonGenerator json, ActionType type) {
    json.writeStartObject();
    json.writeStringProperty("action_type", type.name());
  }

  private static boolean open(JsonGenerator json, String field, boolean already) {
    if (!already) {
      json.writeArrayPropertyStart(field);
    }
    return true;
  }

  private static void close(JsonGenerator json, boolean open) {
    if (open) {
      json.writeEndArray();
    }
  }
}
