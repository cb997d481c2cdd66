package dev.tributary.metaads;

import dev.tributary.http.PageTokens;
import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.Account;
import dev.tributary.spi.Call;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.SyncException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Ad accounts as Tributary knows accounts. */
final class AdAccounts {
  static final String STATUS = "status";
  static final String BUSINESS = "business";

  /** What Meta warned about when it was last asked. */
  static final String VERSION_WARNING = "api_version_warning";

  private static final String FIELDS =
      "id,account_id,name,currency,timezone_name,account_status,disable_reason,business_name,"
          + "created_time";
  private static final int PAGE = 200;
  private static final int PAGES_MAX = 100;

  /** Meta leaves the colon out of an offset. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXX");

  private final GraphApi api;

  AdAccounts(GraphApi api) {
    this.api = api;
  }

  /** Every ad account that the login may read, disabled ones too. */
  List<Account> all(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    List<Account> accounts = new ArrayList<>();
    PageTokens pages = new PageTokens(PAGES_MAX);
    Optional<String> after = Optional.empty();
    do {
      Map<String, String> query = new LinkedHashMap<>();
      query.put("fields", FIELDS);
      query.put("limit", Integer.toString(PAGE));
      after.ifPresent(token -> query.put("after", token));
      ProviderAnswer answer =
          api.get("/me/adaccounts", query, credentials, "the ad accounts of this login", call);
      JsonNode page = GraphApi.object(answer, "the ad accounts of this login", call);
      if (!page.path("data").isArray()) {
        throw answer.malformed("did not list ad accounts");
      }
      for (JsonNode account : page.path("data")) {
        accounts.add(account(answer, account));
      }
      after = pages.next(Paging.after(page));
    } while (after.isPresent());
    return accounts;
  }

  Account one(String id, ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    String subject = node(id);
    ProviderAnswer answer =
        api.get("/" + subject, Map.of("fields", FIELDS), credentials, subject, call);
    return account(answer, GraphApi.object(answer, subject, call));
  }

  /** How an ad account is named in addresses. */
  static String node(String id) {
    return "act_" + id;
  }

  private static Account account(ProviderAnswer answer, JsonNode account) throws SyncException {
    String id = account.path("account_id").asString("");
    if (!id.matches("\\d{1,20}")) {
      throw answer.malformed("named an ad account in an unknown way");
    }
    ZoneId zone = zone(answer, id, account.path("timezone_name").asString(""));
    Map<String, String> facts = new HashMap<>();
    facts.put(STATUS, status(account.path("account_status").asInt(0)));
    Optional.of(account.path("business_name").asString(""))
        .filter(name -> !name.isEmpty())
        .ifPresent(name -> facts.put(BUSINESS, name));
    answer
        .header(GraphApi.VERSION_WARNING)
        .ifPresent(warning -> facts.put(VERSION_WARNING, answer.masked(warning)));
    createdOn(account.path("created_time").asString(""), zone)
        .ifPresent(day -> facts.put(Account.CREATED_ON, day));
    return new Account(
        id,
        account.path("name").asString("Ad account " + id),
        zone,
        Optional.of(account.path("currency").asString("")).filter(code -> !code.isEmpty()),
        facts);
  }

  /** The numbers of {@code account_status}. */
  private static String status(int number) {
    return switch (number) {
      case 1 -> "active";
      case 2 -> "disabled";
      case 3 -> "unsettled";
      case 7 -> "pending_risk_review";
      case 8 -> "pending_settlement";
      case 9 -> "in_grace_period";
      case 100 -> "pending_closure";
      case 101 -> "closed";
      default -> "unknown_" + number;
    };
  }

  private static Optional<String> createdOn(String time, ZoneId zone) {
    try {
      return Optional.of(
          OffsetDateTime.parse(time, TIME).atZoneSameInstant(zone).toLocalDate().toString());
    } catch (DateTimeException unknown) {
      return Optional.empty();
    }
  }

  private static ZoneId zone(ProviderAnswer answer, String id, String zone) throws SyncException {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException unknown) {
      throw answer.malformed(
          "named a time zone of ad account "
              + id
              + " that this Java does not know; update its time zone data");
    }
  }
}
