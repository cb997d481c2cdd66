package dev.tributary.resend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.EmailTemplate;
import dev.tributary.spi.EmailTemplate.Content;
import dev.tributary.spi.EmailTemplate.Preview;
import dev.tributary.spi.EmailTemplate.Status;
import dev.tributary.spi.EmailTemplate.Summary;
import dev.tributary.spi.EmailTemplate.Variable;
import dev.tributary.spi.EmailTemplate.Variable.Type;
import dev.tributary.spi.Failure;
import dev.tributary.spi.TemplateValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplatesTest extends SandboxedTest {
  private static final Content WELCOME =
      new Content(
          "Welcome",
          Optional.of("welcome"),
          Optional.of(SendingTest.FROM),
          Optional.of("Welcome, {{{NAME}}}"),
          List.of("help@nordlicht.example"),
          "<p>{{{NAME}}} has {{{ POINTS }}} points. {{{EMAIL}}}</p>",
          Optional.of("{{{NAME}}}: {{{POINTS}}}"),
          List.of(
              new Variable("NAME", Type.TEXT, Optional.of("friend")),
              new Variable("POINTS", Type.NUMBER, Optional.of("3")),
              new Variable("VIP", Type.BOOLEAN, Optional.of("true")),
              new Variable("CART", Type.LIST, Optional.of("[1,2]")),
              new Variable("SHOP", Type.OBJECT, Optional.of("{\"a\":1}")),
              new Variable("CITY", Type.TEXT, Optional.empty())));

  private EmailTemplate template(String id) throws Exception {
    return adapter.template(team, id, call()).orElseThrow();
  }

  @Test
  void a_template_is_a_draft_until_it_is_published_and_again_after_a_change() throws Exception {
    String id = adapter.createTemplate(team, WELCOME, call());
    assertThat(template(id).summary().status()).isEqualTo(Status.DRAFT);
    assertThat(template(id).summary().publishedAt()).isEmpty();
    assertThat(template("welcome").content()).isEqualTo(WELCOME);
    assertThat(adapter.publishTemplate(team, id, call())).isTrue();
    assertThat(template(id).summary().status()).isEqualTo(Status.PUBLISHED);
    assertThat(template(id).summary().publishedAt()).contains(NOW);
    assertThat(template(id).unpublished()).isFalse();
    sandbox.clock().freezeAt(NOW.plus(Duration.ofMinutes(1)));
    Content changed =
        new Content(
            "Welcome 2",
            Optional.empty(),
            Optional.empty(),
            Optional.of("New"),
            List.of(),
            "<p>New</p>",
            Optional.of("New"),
            List.of());
    assertThat(adapter.updateTemplate(team, id, changed, call())).isTrue();
    assertThat(template(id).unpublished()).isTrue();
    assertThat(template(id).summary().name()).isEqualTo("Welcome 2");
    assertThat(template(id).summary().alias()).as("it stays").contains("welcome");
    assertThat(template(id).summary().updatedAt()).isAfter(NOW);
  }

  @Test
  void what_a_change_leaves_out_is_gone() throws Exception {
    String id = adapter.createTemplate(team, WELCOME, call());
    Content bare =
        new Content(
            "Welcome",
            Optional.of("welcome"),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            "<p>Hello</p>",
            Optional.empty(),
            List.of());
    assertThat(adapter.updateTemplate(team, id, bare, call())).isTrue();
    assertThat(template(id).content()).isEqualTo(bare);
    assertThat(adapter.updateTemplate(team, id, WELCOME, call())).isTrue();
    assertThat(template(id).content()).isEqualTo(WELCOME);
  }

  @Test
  void templates_are_listed_copied_and_deleted() throws Exception {
    String id = adapter.createTemplate(team, WELCOME, call());
    String copy = adapter.duplicateTemplate(team, id, call()).orElseThrow();
    assertThat(adapter.templates(team, Optional.empty(), call()).items())
        .extracting(Summary::id)
        .containsExactlyInAnyOrder(id, copy);
    adapter.deleteTemplate(team, id, call());
    adapter.deleteTemplate(team, id, call());
    assertThat(adapter.templates(team, Optional.empty(), call()).items())
        .extracting(Summary::id)
        .containsExactly(copy);
  }

  @Test
  void a_template_that_is_not_there_is_said_so() throws Exception {
    assertThat(adapter.template(team, "no such", call())).isEmpty();
    assertThat(adapter.updateTemplate(team, "no/such", WELCOME, call())).isFalse();
    assertThat(adapter.publishTemplate(team, "none", call())).isFalse();
    assertThat(adapter.duplicateTemplate(team, "none", call())).isEmpty();
    fault("resend.service_unavailable", "GET /templates/");
    assertThat(failure(() -> adapter.template(team, "x", call())))
        .isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void what_resend_refuses_is_said_in_its_words() {
    Content undeclared =
        new Content(
            "Odd",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            "<p>{{{NOBODY}}}</p>",
            Optional.empty(),
            List.of());
    assertThat(failure(() -> adapter.createTemplate(team, undeclared, call())))
        .isInstanceOfSatisfying(
            Failure.InvalidRequest.class,
            refused -> assertThat(refused.message()).contains("NOBODY"));
  }

  @ParameterizedTest
  @CsvSource({
    "NUMBER, three",
    "NUMBER, '\"3\"'",
    "BOOLEAN, 1",
    "OBJECT, [1]",
    "LIST, '{}'",
    "LIST, '[1'"
  })
  void a_fallback_of_another_type_is_refused_before_anybody_is_asked(Type type, String fallback) {
    Content odd =
        new Content(
            "Odd",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            "<p></p>",
            Optional.empty(),
            List.of(new Variable("X", type, Optional.of(fallback))));
    assertThat(failure(() -> adapter.createTemplate(team, odd, call())))
        .isInstanceOf(Failure.InvalidRequest.class);
    assertThat(asked("POST /templates")).isZero();
  }

  @Test
  void a_template_without_its_time_is_malformed_and_unknown_types_are_texts() throws Exception {
    answer("GET /templates/t1", 200, "{\"id\":\"t1\"}");
    assertThat(failure(() -> adapter.template(team, "t1", call())))
        .isInstanceOf(Failure.Malformed.class);
    answer(
        "GET /templates/t1",
        200,
        "{\"id\":\"t1\",\"created_at\":\"2023-10-06 23:47:56.678+00\",\"alias\":null,"
            + "\"variables\":[{\"key\":\"X\",\"type\":\"date\",\"fallback_value\":null}]}");
    assertThat(template("t1").content().variables())
        .containsExactly(new Variable("X", Type.TEXT, Optional.empty()));
  }

  @Test
  void a_preview_is_filled_in_as_resend_does_and_names_what_is_missing() {
    Preview preview =
        adapter.preview(
            WELCOME,
            Map.of(
                "NAME", new TemplateValue.Text("Ada & <b>$1</b>"),
                "POINTS", new TemplateValue.Decimal(new BigDecimal("12.50")),
                "OTHER", new TemplateValue.Text("ignored")));
    assertThat(preview.subject()).contains("Welcome, Ada & <b>$1</b>");
    assertThat(preview.html()).isEqualTo("<p>Ada & <b>$1</b> has 12.50 points. {{{EMAIL}}}</p>");
    assertThat(preview.text()).contains("Ada & <b>$1</b>: 12.50");
    assertThat(preview.missing()).containsExactly("CITY");
    assertThat(adapter.preview(WELCOME, Map.of()).html())
        .isEqualTo("<p>friend has 3 points. {{{EMAIL}}}</p>");
  }

  @Test
  void an_undeclared_place_is_missing_unless_it_brings_its_own_fallback() {
    Content content =
        new Content(
            "Odd",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            "{{{A|you}}} {{{B}}} {{{contact.first_name}}} {{C}}",
            Optional.empty(),
            List.of());
    Preview preview = adapter.preview(content, Map.of());
    assertThat(preview.html()).isEqualTo("you {{{B}}} {{{contact.first_name}}} {{C}}");
    assertThat(preview.missing()).containsExactly("B");
  }
}
