package dev.tributary.sandbox.meta.insights;

import static dev.tributary.sandbox.meta.insights.Numbers.money;
import static dev.tributary.sandbox.meta.insights.Numbers.ratio;

import dev.tributary.sandbox.meta.insights.Rows.Row;
import dev.tributary.sandbox.meta.world.Campaign;
import dev.tributary.sandbox.meta.world.Delivery;
import dev.tributary.sandbox.meta.world.Facts;
import dev.tributary.sandbox.meta.world.Facts.Count;
import dev.tributary.sandbox.meta.world.Level;
import dev.tributary.sandbox.meta.world.Plan;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Writes rows: only what was asked for, what does not apply left out. */
final class RowWriter {
  private final Question question;
  private final Plan plan;
  private final ActionWriter actions;
  private final int digits;

  RowWriter(Question question) {
    this.question = question;
    this.plan = question.plan();
    this.digits = plan.account().digits();
    this.actions = new ActionWriter(question, digits);
  }

  void write(JsonGenerator json, Row row) {
    json.writeStartObject();
    fields(json, question.fields(), row.index(), row.facts());
    json.writeStringProperty("date_start", row.range().since().toString());
    json.writeStringProperty("date_stop", row.range().until().toString());
    for (int n = 0; n < question.breakdowns().size(); n++) {
      json.writeStringProperty(question.breakdowns().get(n).apiName(), row.cell().values().get(n));
    }
    json.writeEndObject();
  }

  /** Everything in one: no object's names. */
  void writeSummary(JsonGenerator json, Facts facts) {
    json.writeStartObject();
    for (String field : question.summary()) {
      number(json, field, facts);
    }
    json.writeStringProperty("date_start", question.ranges().getFirst().since().toString());
    json.writeStringProperty("date_stop", question.ranges().getLast().until().toString());
    json.writeEndObject();
  }

  private void fields(JsonGenerator json, List<String> fields, int index, Facts facts) {
    for (String field : fields) {
      if (!ofObject(json, field, index, facts)) {
        number(json, field, facts);
      }
    }
  }

  /** Returns false when the field is none of the object's. */
  private boolean ofObject(JsonGenerator json, String field, int index, Facts facts) {
    switch (field) {
      case "account_id" -> json.writeStringProperty(field, plan.account().id());
      case "account_name" -> json.writeStringProperty(field, plan.account().name());
      case "account_currency" -> json.writeStringProperty(field, plan.account().currency());
      case "campaign_id" -> object(json, field, Level.CAMPAIGN, index, true);
      case "campaign_name" -> object(json, field, Level.CAMPAIGN, index, false);
      case "adset_id" -> object(json, field, Level.ADSET, index, true);
      case "adset_name" -> object(json, field, Level.ADSET, index, false);
      case "ad_id" -> object(json, field, Level.AD, index, true);
      case "ad_name" -> object(json, field, Level.AD, index, false);
      case "objective", "optimization_goal", "buying_type", "attribution_setting" ->
          setting(json, field, index);
      case "results", "cost_per_result" -> {
        if (question.level() != Level.ACCOUNT) {
          actions.result(
              json,
              field,
              facts,
              plan.campaign(index * plan.adsEach(question.level())).objective());
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void object(JsonGenerator json, String field, Level level, int index, boolean id) {
    if (level.compareTo(question.level()) <= 0) {
      int at = plan.of(level, index * plan.adsEach(question.level()));
      json.writeStringProperty(field, id ? plan.id(level, at) : plan.name(level, at));
    }
  }

  private void setting(JsonGenerator json, String field, int index) {
    if (question.level() == Level.ACCOUNT) {
      return;
    }
    int ad = index * plan.adsEach(question.level());
    Campaign campaign = plan.campaign(ad);
    switch (field) {
      case "objective" -> json.writeStringProperty(field, campaign.objective().name());
      case "optimization_goal" -> json.writeStringProperty(field, campaign.objective().goal());
      case "buying_type" -> json.writeStringProperty(field, "AUCTION");
      default -> {
        if (question.level() != Level.CAMPAIGN) {
          json.writeStringProperty(field, plan.setting(plan.of(Level.ADSET, ad)).apiName());
        }
      }
    }
  }

  private void number(JsonGenerator json, String field, Facts facts) {
    long spend = facts.count(Count.SPEND);
    long impressions = facts.count(Count.IMPRESSIONS);
    long clicks = facts.count(Count.CLICKS);
    long links = facts.count(Count.LINK_CLICKS);
    switch (field) {
      case "spend" -> json.writeStringProperty(field, money(spend, digits));
      case "impressions" -> json.writeStringProperty(field, Long.toString(impressions));
      case "clicks" -> json.writeStringProperty(field, Long.toString(clicks));
      case "inline_link_clicks" -> json.writeStringProperty(field, Long.toString(links));
      case "inline_post_engagement" ->
          json.writeStringProperty(field, Long.toString(facts.count(Count.ENGAGEMENTS)));
      case "reach" -> json.writeStringProperty(field, Long.toString(reach(facts)));
      case "frequency" -> per(json, field, impressions, 1, reach(facts), 0);
      case "ctr" -> per(json, field, clicks, 100, impressions, 0);
      case "inline_link_click_ctr" -> per(json, field, links, 100, impressions, 0);
      case "cpc" -> per(json, field, spend, 1, clicks, digits);
      case "cost_per_inline_link_click" -> per(json, field, spend, 1, links, digits);
      case "cpm" -> per(json, field, spend, 1_000, impressions, digits);
      case "cpp" -> per(json, field, spend, 1_000, reach(facts), digits);
      default -> actions.write(json, field, facts);
    }
  }

  private long reach(Facts facts) {
    return Delivery.reach(facts.count(Count.IMPRESSIONS), plan.account().shape().audience());
  }

  /** Left out when there is nothing to divide by. */
  private static void per(
      JsonGenerator json, String field, long top, long factor, long bottom, int digits) {
    if (bottom > 0) {
      json.writeStringProperty(field, ratio(top, factor, bottom, digits));
    }
  }
}
