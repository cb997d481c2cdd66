import type { EmailAccountHealth } from '~/api/types';
import { SelectField } from '~/design/field';
import { text } from '~/text';

type Props = { accounts: readonly EmailAccountHealth[]; chosen: string; onChoose: (id: string) => void };

/** Which account is meant; nothing where there is only one. */
export function AccountChoice({ accounts, chosen, onChoose }: Props) {
  return accounts.length < 2 ? null : (
    <SelectField
      label={text.email.account}
      value={chosen}
      options={accounts.map((one) => [one.integrationId, one.account])}
      onChange={(event) => onChoose(event.target.value)}
    />
  );
}

/** The account that is asked for, or the first. */
export const chosenAccount = (accounts: readonly EmailAccountHealth[], id: string | undefined): string =>
  (accounts.find((one) => one.integrationId === id) ?? accounts[0])?.integrationId ?? '';
