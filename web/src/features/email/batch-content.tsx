import { useInfiniteQuery } from '@tanstack/react-query';
import { templatesQuery } from '~/api/email-templates';
import { Button } from '~/design/button';
import { LongTextField, Segmented, SelectField, TextField } from '~/design/field';
import { Faces } from '~/parts/faces';
import { text } from '~/text';

type Kind = keyof typeof text.email.writing.contents;

/** What the e-mails of a batch say: a template's words, or these. */
export type Content = { content: Kind; template: string; subject: string; html: string; text: string };

export const NO_CONTENT: Content = { content: 'template', template: '', subject: '', html: '', text: '' };

type Props = {
  w: string;
  i: string;
  content: Content;
  errors: Readonly<Record<string, string>>;
  onChange: (change: Partial<Content>) => void;
  onTemplate: (id: string) => void;
};

export function ContentFields({ w, i, content, errors, onChange, onTemplate }: Props) {
  const words = text.email.writing;
  const own = content.content === 'own';
  const optional = (label: string) => `${label} (${text.common.optional})`;
  return (
    <>
      <div className="field">
        <span className="label">{words.content}</span>
        <Segmented
          label={words.content}
          value={content.content}
          options={Object.entries(words.contents) as [Kind, string][]}
          onChange={(next) => onChange({ content: next })}
        />
      </div>
      {!own && <TemplateChoice w={w} i={i} chosen={content.template} onChoose={onTemplate} />}
      <TextField
        label={text.email.batch.subject}
        hint={own ? words.ownSubjectHint : text.email.batch.subjectHint}
        required={own}
        maxLength={900}
        value={content.subject}
        error={errors.subject}
        onChange={(event) => onChange({ subject: event.target.value })}
      />
      {own && (
        <>
          <LongTextField
            label={content.text === '' ? words.html : optional(words.html)}
            hint={words.ownHelp}
            required={content.text === ''}
            value={content.html}
            error={errors.html}
            onChange={(event) => onChange({ html: event.target.value })}
          />
          <LongTextField
            label={optional(words.plain)}
            hint={words.plainHint}
            value={content.text}
            error={errors.text}
            onChange={(event) => onChange({ text: event.target.value })}
          />
        </>
      )}
    </>
  );
}

type ChoiceProps = { w: string; i: string; chosen: string; onChoose: (id: string) => void };

/** Only what is published can be sent. */
function TemplateChoice({ w, i, chosen, onChoose }: ChoiceProps) {
  const asked = useInfiniteQuery(templatesQuery(w, i));
  return (
    <Faces of={asked}>
      {({ pages }) => {
        const published = pages.flatMap((page) => page.items).filter((one) => one.status === 'published');
        return (
          <div className="stack tight">
            <SelectField
              label={text.email.batch.template}
              required
              value={published.some((one) => one.id === chosen) ? chosen : ''}
              hint={published.length === 0 && !asked.hasNextPage ? text.email.batch.noPublished : undefined}
              options={[['', text.email.batch.choose], ...published.map((one): [string, string] => [one.id, one.name])]}
              onChange={(event) => onChoose(event.target.value)}
            />
            {asked.hasNextPage && (
              <div className="row">
                <Button small busy={asked.isFetchingNextPage} onClick={() => asked.fetchNextPage()}>
                  {text.email.batch.moreTemplates}
                </Button>
              </div>
            )}
          </div>
        );
      }}
    </Faces>
  );
}
