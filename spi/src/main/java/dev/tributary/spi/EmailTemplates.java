package dev.tributary.spi;

import java.util.Map;
import java.util.Optional;

/** An adapter whose provider keeps templates of e-mails. */
public interface EmailTemplates {

  /** One page of the templates, newest first. */
  ListPage<EmailTemplate.Summary> templates(
      Connection connection, Optional<Cursor> cursor, Call call)
      throws SyncException, InterruptedException;

  /**
   * @param id id or alias
   * @return empty when there is none
   */
  Optional<EmailTemplate> template(Connection connection, String id, Call call)
      throws SyncException, InterruptedException;

  /**
   * Makes a draft.
   *
   * @return its id
   * @throws SyncException with {@link Failure.InvalidRequest} that says what the provider refuses
   */
  String createTemplate(Connection connection, EmailTemplate.Content content, Call call)
      throws SyncException, InterruptedException;

  /**
   * Replaces the newest version; only an alias stays when none is given. What is sent stays as it
   * is until {@link #publishTemplate}.
   *
   * @return false when there is no such template
   */
  boolean updateTemplate(Connection connection, String id, EmailTemplate.Content content, Call call)
      throws SyncException, InterruptedException;

  /**
   * From now on the newest version is what is sent.
   *
   * @return false when there is no such template
   */
  boolean publishTemplate(Connection connection, String id, Call call)
      throws SyncException, InterruptedException;

  /**
   * @return the id of the copy; empty when there is no such template
   */
  Optional<String> duplicateTemplate(Connection connection, String id, Call call)
      throws SyncException, InterruptedException;

  /** Deletes a template; one that is gone already is no error. */
  void deleteTemplate(Connection connection, String id, Call call)
      throws SyncException, InterruptedException;

  /**
   * How an e-mail with these values looks, as the provider fills its templates in. Asks nobody.
   *
   * @param values by variable; unknown ones are ignored
   */
  EmailTemplate.Preview preview(EmailTemplate.Content content, Map<String, TemplateValue> values);
}
