package dev.tributary.engine.email;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.email.EmailCalls.Mailbox;
import dev.tributary.spi.EmailTemplate;
import dev.tributary.spi.EmailTemplate.Variable;
import dev.tributary.store.EmailBatch;
import dev.tributary.store.EmailRecipient;
import dev.tributary.store.EmailRecipientStore.Lacking;
import dev.tributary.store.IntegrationStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What would keep a batch from being sent, found before anything is. */
public final class Readiness {
  /** So many recipients with something missing are named. */
  private static final int LACKING_MAX = 20;

  private final EmailStores email;
  private final EmailCalls calls;

  Readiness(EmailStores email, EmailCalls calls) {
    this.email = email;
    this.calls = calls;
  }

  /**
   * Something that is wrong.
   *
   * @param code stable, for programs
   * @param address of the recipient it is about
   */
  public record Trouble(String code, String sentence, Optional<String> address) {
    static Trouble of(String code, String sentence) {
      return new Trouble(code, sentence, Optional.empty());
    }
  }

  /**
   * @param recipients who would get it, without those to whom nothing is sent
   * @param troubles empty when it can be sent
   */
  public record Report(long recipients, EmailBatch.TemplateFacts template, List<Trouble> troubles) {
    public Report {
      troubles = List.copyOf(troubles);
    }
  }

  Report of(Mailbox mailbox, EmailBatch batch) throws ConnectException, InterruptedException {
    List<Trouble> troubles = new ArrayList<>();
    long recipients =
        email
            .batches()
            .counts(batch.workspaceId(), Set.of(batch.id()))
            .getOrDefault(batch.id(), Map.of())
            .getOrDefault(EmailRecipient.State.WAITING, 0L);
    if (batch.state() != EmailBatch.State.DRAFT) {
      troubles.add(Trouble.of("batch_begun", "The batch is no draft any more."));
    }
    if (recipients == 0) {
      troubles.add(Trouble.of("no_recipients", "The batch has no recipients. Add some first."));
    }
    if (mailbox.integration().status() != IntegrationStatus.CONNECTED) {
      troubles.add(
          Trouble.of(
              "not_syncing",
              "The connection %s has to be seen to before it can send."
                  .formatted(mailbox.integration().account().name())));
    }
    Optional<String> template = batch.letter().template();
    EmailBatch.TemplateFacts facts =
        template.isPresent()
            ? withTemplate(mailbox, batch, template.get(), troubles)
            : withoutTemplate(batch, troubles);
    return new Report(recipients, facts, troubles);
  }

  private EmailBatch.TemplateFacts withoutTemplate(EmailBatch batch, List<Trouble> troubles) {
    List<String> given = email.recipients().variables(batch.workspaceId(), batch.id());
    if (!given.isEmpty()) {
      troubles.add(
          Trouble.of(
              "variable_unknown",
              "Recipients have values for %s, but only a template has variables."
                  .formatted(String.join(", ", given))));
    }
    return EmailBatch.TemplateFacts.NONE;
  }

  private EmailBatch.TemplateFacts withTemplate(
      Mailbox mailbox, EmailBatch batch, String id, List<Trouble> troubles)
      throws ConnectException, InterruptedException {
    var templates = mailbox.templates();
    Optional<EmailTemplate> found =
        calls.ask(mailbox, (connection, call) -> templates.template(connection, id, call));
    if (found.isEmpty()) {
      troubles.add(
          Trouble.of("template_unknown", "There is no template %s. Choose another.".formatted(id)));
      return EmailBatch.TemplateFacts.NONE;
    }
    EmailTemplate template = found.get();
    if (template.summary().status() == EmailTemplate.Status.DRAFT) {
      troubles.add(
          Trouble.of(
              "template_draft",
              "The template \"%s\" is a draft, which cannot be sent. Publish it first."
                  .formatted(template.summary().name())));
    }
    if (template.content().subject().isEmpty() && batch.letter().subject().isBlank()) {
      troubles.add(
          Trouble.of(
              "email_content", "Neither the batch nor its template has a subject. Give it one."));
    }
    values(batch, template.content().variables(), troubles);
    return facts(template.content().variables());
  }

  private static EmailBatch.TemplateFacts facts(List<Variable> variables) {
    return new EmailBatch.TemplateFacts(
        variables.stream()
            .filter(variable -> variable.type() == Variable.Type.NUMBER)
            .map(Variable::key)
            .collect(Collectors.toSet()),
        variables.stream().anyMatch(variable -> variable.key().equals(Composer.LINK)));
  }

  private void values(EmailBatch batch, List<Variable> variables, List<Trouble> troubles) {
    UUID workspace = batch.workspaceId();
    Set<String> known = variables.stream().map(Variable::key).collect(Collectors.toSet());
    List<String> needed =
        variables.stream()
            .filter(variable -> variable.fallback().isEmpty())
            .filter(variable ->
                !(variable.key().equals(Composer.LINK)
                    && batch.kind() == EmailBatch.Kind.MARKETING))
            .map(Variable::key)
            .toList();
    variables.stream()
        .filter(variable -> variable.fallback().isEmpty())
        .filter(variable ->
            switch (variable.type()) {
              case TEXT, NUMBER -> false;
              case BOOLEAN, OBJECT, LIST -> true;
            })
        .forEach(variable ->
            troubles.add(
                Trouble.of(
                    "variable_unsupported",
                    "The variable %s takes no text and no number, so it needs a fallback."
                        .formatted(variable.key()))));
    email.recipients().variables(workspace, batch.id()).stream()
        .filter(key -> !known.contains(key))
        .forEach(key ->
            troubles.add(
                Trouble.of(
                    "variable_unknown",
                    "The template has no variable %s, for which recipients have values."
                        .formatted(key))));
    List<Lacking> lacking =
        email
            .recipients()
            .lacking(
                workspace,
                batch.id(),
                needed,
                List.copyOf(facts(variables).numbers()),
                LACKING_MAX);
    for (Lacking one : lacking) {
      troubles.add(
          new Trouble(
              "variable_missing",
              "%s has no value that fits the variable %s.".formatted(one.address(), one.variable()),
              Optional.of(one.address())));
    }
  }
}
