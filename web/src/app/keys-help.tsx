import { Button } from '~/design/button';
import { Dialog } from '~/design/dialog';
import { CheckField } from '~/design/field';
import { text } from '~/text';

type Props = { singleKeys: boolean; onSwitch: (on: boolean) => void; onClose: () => void };

export function KeysHelp({ singleKeys, onSwitch, onClose }: Props) {
  return (
    <Dialog title={text.shell.keysTitle} onClose={onClose}>
      <dl className="facts">
        {text.shell.keysHelp.map(([keys, meaning]) => (
          <div key={keys} className="contents">
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <CheckField
        label={text.shell.keysSwitch}
        checked={singleKeys}
        onChange={(event) => onSwitch(event.target.checked)}
      />
      <div className="row end">
        <Button onClick={onClose}>{text.common.close}</Button>
      </div>
    </Dialog>
  );
}
