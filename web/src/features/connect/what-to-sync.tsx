import { type ReactNode, useState } from 'react';
import type { ConnectAccount, Provider, SettingsValues } from '~/api/types';
import { Button } from '~/design/button';
import { CheckField, SelectField } from '~/design/field';
import { Card } from '~/design/page';
import { hasSettings, SchemaForm } from '~/parts/schema-form';
import { text } from '~/text';

export type Chosen = { accounts: string[]; settings: SettingsValues; backfillDays: number };

type Props = {
  provider: Provider;
  accounts: ConnectAccount[];
  chosen: Chosen;
  price: ReactNode;
  onChange: (change: Partial<Chosen>) => void;
  onBack: () => void;
  onNext: () => void;
};

/** Which accounts, how far back, which reports. */
export function WhatToSync({ provider, accounts, chosen, price, onChange, onBack, onNext }: Props) {
  const [tried, setTried] = useState(false);
  const none = chosen.accounts.length === 0;
  const histories = Object.entries(text.connect.histories).filter(([days]) => Number(days) <= provider.historyDaysMax);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!none) {
          onNext();
        }
      }}
    >
      <Card title={text.connect.accounts}>
        {accounts.length === 0 ? (
          <p>{text.connect.noAccounts}</p>
        ) : (
          <fieldset className="stack tight">
            <legend className="muted">{text.connect.accountsHelp}</legend>
            {accounts.map((account) => (
              <CheckField
                key={account.id}
                label={account.name}
                hint={[
                  account.id,
                  account.zone,
                  account.currency,
                  account.connectedAs === undefined ? undefined : text.connect.already,
                ]
                  .filter((part) => part !== undefined)
                  .join(' · ')}
                disabled={account.connectedAs !== undefined}
                checked={chosen.accounts.includes(account.id)}
                onChange={(event) =>
                  onChange({
                    accounts: event.target.checked
                      ? [...chosen.accounts, account.id]
                      : chosen.accounts.filter((id) => id !== account.id),
                  })
                }
              />
            ))}
          </fieldset>
        )}
        {tried && none && accounts.length > 0 && (
          <p role="alert" className="field">
            <span className="error">{text.connect.chooseOne}</span>
          </p>
        )}
      </Card>
      <Card title={text.connect.history}>
        <SelectField
          label={text.connect.howFar}
          value={chosen.backfillDays}
          options={histories}
          onChange={(event) => onChange({ backfillDays: Number(event.target.value) })}
        />
        {price}
      </Card>
      {hasSettings(provider.settingsSchema) && (
        <details className="card">
          <summary>{text.connection.settings}</summary>
          <SchemaForm
            schema={provider.settingsSchema}
            values={chosen.settings}
            errors={{}}
            onChange={(settings) => onChange({ settings })}
          />
        </details>
      )}
      <div className="row end">
        <Button onClick={onBack}>{text.connect.back}</Button>
        <Button primary type="submit">
          {text.connect.next}
        </Button>
      </div>
    </form>
  );
}
