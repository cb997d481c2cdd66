package dev.tributary.engine.email;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.email.EmailCalls.Mailbox;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.EmailTemplate;
import dev.tributary.spi.EmailTemplates;
import dev.tributary.spi.ListPage;
import dev.tributary.spi.TemplateValue;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Templates, which the provider keeps: everything here asks it. */
public final class Templates {
  private final EmailCalls calls;

  Templates(EmailCalls calls) {
    this.calls = calls;
  }

  /** Newest first. */
  public ListPage<EmailTemplate.Summary> list(
      UUID workspace, UUID integration, Optional<Cursor> cursor)
      throws ConnectException, InterruptedException {
    return ask(
        workspace,
        integration,
        (templates, connection, call) -> templates.templates(connection, cursor, call));
  }

  /**
   * @throws ConnectException there is none
   */
  public EmailTemplate find(UUID workspace, UUID integration, String id)
      throws ConnectException, InterruptedException {
    Optional<EmailTemplate> found =
        ask(
            workspace,
            integration,
            (templates, connection, call) -> templates.template(connection, id, call));
    return found.orElseThrow(() -> unknown(id));
  }

  /** Makes a draft. */
  public EmailTemplate create(UUID workspace, UUID integration, EmailTemplate.Content content)
      throws ConnectException, InterruptedException {
    String id =
        ask(
            workspace,
            integration,
            (templates, connection, call) -> templates.createTemplate(connection, content, call));
    return find(workspace, integration, id);
  }

  /** What is sent stays as it is until the change is published. */
  public EmailTemplate update(
      UUID workspace, UUID integration, String id, EmailTemplate.Content content)
      throws ConnectException, InterruptedException {
    boolean there =
        ask(
            workspace,
            integration,
            (templates, connection, call) ->
                templates.updateTemplate(connection, id, content, call));
    return after(there, workspace, integration, id);
  }

  public EmailTemplate publish(UUID workspace, UUID integration, String id)
      throws ConnectException, InterruptedException {
    boolean there =
        ask(
            workspace,
            integration,
            (templates, connection, call) -> templates.publishTemplate(connection, id, call));
    return after(there, workspace, integration, id);
  }

  /** A draft of the same content. */
  public EmailTemplate duplicate(UUID workspace, UUID integration, String id)
      throws ConnectException, InterruptedException {
    Optional<String> copy =
        ask(
            workspace,
            integration,
            (templates, connection, call) -> templates.duplicateTemplate(connection, id, call));
    return find(workspace, integration, copy.orElseThrow(() -> unknown(id)));
  }

  public void delete(UUID workspace, UUID integration, String id)
      throws ConnectException, InterruptedException {
    ask(
        workspace,
        integration,
        (templates, connection, call) -> {
          templates.deleteTemplate(connection, id, call);
          return id;
        });
  }

  /**
   * How an e-mail looks.
   *
   * @param draft whether the template could not be sent as it is shown
   */
  public record Shown(EmailTemplate template, EmailTemplate.Preview preview, boolean draft) {}

  /** The newest version with these values, published or not. */
  public Shown preview(
      UUID workspace, UUID integration, String id, Map<String, TemplateValue> values)
      throws ConnectException, InterruptedException {
    EmailTemplate template = find(workspace, integration, id);
    Mailbox mailbox = calls.mailbox(workspace, integration);
    return new Shown(
        template,
        mailbox.templates().preview(template.content(), values),
        template.summary().status() == EmailTemplate.Status.DRAFT || template.unpublished());
  }

  private EmailTemplate after(boolean there, UUID workspace, UUID integration, String id)
      throws ConnectException, InterruptedException {
    if (!there) {
      throw unknown(id);
    }
    return find(workspace, integration, id);
  }

  private static ConnectException unknown(String id) {
    return new ConnectException("template_unknown", "There is no template %s.".formatted(id));
  }

  /** Something asked of the provider's templates. */
  @FunctionalInterface
  private interface Asked<T> {
    T of(
        EmailTemplates templates,
        dev.tributary.spi.Connection connection,
        dev.tributary.spi.Call call)
        throws dev.tributary.spi.SyncException, InterruptedException;
  }

  private <T> T ask(UUID workspace, UUID integration, Asked<T> asked)
      throws ConnectException, InterruptedException {
    Mailbox mailbox = calls.mailbox(workspace, integration);
    EmailTemplates templates = mailbox.templates();
    return calls.ask(mailbox, (connection, call) -> asked.of(templates, connection, call));
  }
}
