import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { previewAddress, previewQuery, type TemplateValues } from '~/api/email-templates';
import type { EmailTemplate } from '~/api/types';
import { Button } from '~/design/button';
import { TextField } from '~/design/field';
import { Card } from '~/design/page';
import { Faces } from '~/parts/faces';
import { text } from '~/text';

type Variable = EmailTemplate['variables'][number];

/** What can be typed; the others have a fallback or keep the template from being sent. */
const simple = (variable: Variable) => variable.type === 'text' || variable.type === 'number';

/** Only what was filled in: an empty field stands for a recipient who brings no value. */
function valuesOf(typed: Readonly<Record<string, string>>, variables: readonly Variable[]): TemplateValues {
  const filled = variables.filter((variable) => (typed[variable.key] ?? '') !== '');
  return Object.fromEntries(
    filled.map((variable) => {
      const value = typed[variable.key] ?? '';
      return [variable.key, variable.type === 'number' ? Number(value) : value];
    }),
  );
}

/** How an e-mail of the template looks with values that a person tries. Nothing is sent. */
export function Preview({ w, i, of }: { w: string; i: string; of: EmailTemplate }) {
  const variables = of.variables.filter(simple);
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [values, setValues] = useState<TemplateValues>({});
  return (
    <Card title={text.email.template.preview}>
      <p className="muted small">{text.email.template.previewHelp}</p>
      {variables.length > 0 && (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            setValues(valuesOf(typed, variables));
          }}
        >
          <fieldset>
            <legend className="label">{text.email.template.values}</legend>
            <div className="cards">
              {variables.map((variable) => (
                <TextField
                  key={variable.key}
                  label={variable.key}
                  type={variable.type === 'number' ? 'number' : 'text'}
                  step="any"
                  maxLength={2_000}
                  hint={
                    variable.fallback === undefined
                      ? text.email.template.needed
                      : text.email.template.fallback(variable.fallback)
                  }
                  value={typed[variable.key] ?? ''}
                  onChange={(event) => setTyped({ ...typed, [variable.key]: event.target.value })}
                />
              ))}
            </div>
          </fieldset>
          <div className="row">
            <Button type="submit">{text.email.template.fill}</Button>
          </div>
        </form>
      )}
      <Shown w={w} i={i} of={of} values={values} />
    </Card>
  );
}

function Shown({ w, i, of, values }: { w: string; i: string; of: EmailTemplate; values: TemplateValues }) {
  const asked = useQuery(previewQuery(w, i, of.id, values));
  const address = previewAddress(w, i, of.id, values);
  return (
    <Faces of={asked}>
      {(shown) => (
        <>
          {shown.missing.length > 0 && (
            <div className="banner warn" role="status">
              {text.email.template.missing(shown.missing.join(', '))}
            </div>
          )}
          {shown.draft && (
            <div className="banner" role="status">
              {of.status === 'draft' ? text.email.template.draftShown : text.email.template.changedShown}
            </div>
          )}
          <p className="break">
            <strong>{shown.subject ?? text.email.template.noSubject}</strong>
          </p>
          {/* A frame of its own for each address: one that is led elsewhere while it loads may stay where it was. */}
          <iframe
            key={`${of.updatedAt} ${address}`}
            className="mail"
            title={text.email.template.frame(of.name)}
            sandbox=""
            referrerPolicy="no-referrer"
            src={address}
          />
          {shown.text !== undefined && (
            <details>
              <summary>{text.email.template.plain}</summary>
              <pre className="lines break">{shown.text}</pre>
            </details>
          )}
        </>
      )}
    </Faces>
  );
}
