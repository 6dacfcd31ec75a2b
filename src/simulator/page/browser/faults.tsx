import { useState } from 'preact/hooks';
import type { FaultView } from '../../control/wire';
import type { Model } from '../model';
import { act } from './control';
import { FAULT_CHOICES } from '../fault-choices';
import { IconButton } from './icons';
import { notify, useStore } from './store';

function describe({ fault, name, target, scope, struck }: FaultView): readonly [string, string] {
  const { kind, ...details } = fault;
  const parts = Object.entries(details).map(([field, value]) => `${field} ${String(value)}`);
  const times =
    scope.times === undefined
      ? scope.probability === undefined
        ? 'once'
        : 'without end'
      : `${scope.times} times`;
  const chance = scope.probability === undefined ? '' : `, chance ${Math.round(scope.probability * 100)} %`;
  const where = `${target === 'command' ? 'calls of' : 'webhooks of'} ${name === '*' ? 'every kind' : name}`;
  return [[kind, ...parts].join(', '), `${where}, ${times}${chance}, struck ${struck}`];
}

function ActiveFaults({ faults }: { readonly faults: readonly FaultView[] }) {
  if (faults.length === 0) return <p class="empty">Nothing goes wrong at the moment.</p>;
  return (
    <>
      <ul class="fault-list" aria-label="Faults that are set">
        {faults.map((fault) => {
          const [title, scope] = describe(fault);
          return (
            <li key={fault.id}>
              <div>
                <strong>{title}</strong>
                <small>{scope}</small>
              </div>
              <IconButton
                icon="trash"
                label={`Take away ${title}`}
                onClick={() => void act('DELETE', `faults/${fault.id}`)}
              />
            </li>
          );
        })}
      </ul>
      <button type="button" class="quiet" onClick={() => void act('DELETE', 'faults')}>
        Take all away
      </button>
    </>
  );
}

/** Sets faults and takes them away. */
export function Faults({ model }: { readonly model: Model }) {
  const catalogue = useStore((state) => state.catalogue);
  const [place, setPlace] = useState(2);
  const choice = FAULT_CHOICES[place];
  if (choice === undefined) return null;
  const names = choice.target === 'command' ? catalogue?.commands : catalogue?.actions;
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const values = new FormData(form);
    const number = (field: string): number => Number(values.get(field));
    const { amount, fault, target } = choice;
    const chance = number('chance') / 100;
    const times = number('times');
    const whatsappId = values.get('account');
    const set = await act('POST', 'faults', {
      target,
      name: values.get('name'),
      fault: amount === undefined ? fault : { ...fault, [amount.field]: number('amount') },
      scope: {
        ...(times > 0 ? { times } : {}),
        ...(chance < 1 || times === 0 ? { probability: chance } : {}),
        ...(typeof whatsappId === 'string' && whatsappId !== '' ? { whatsappId } : {}),
      },
    });
    if (set) notify('The fault is set.');
  };
  return (
    <div class="panel-body">
      <form
        class="form"
        aria-label="Set a fault"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <label class="field">
          <span>What goes wrong</span>
          <select value={String(place)} onChange={(event) => setPlace(Number(event.currentTarget.value))}>
            {(['command', 'webhook'] as const).map((target) => (
              <optgroup
                key={target}
                label={target === 'command' ? 'Calls of the bot' : 'Webhooks to the bot'}
              >
                {FAULT_CHOICES.map(({ label, target: side }, index) =>
                  side === target ? (
                    <option key={label} value={String(index)}>
                      {label}
                    </option>
                  ) : null,
                )}
              </optgroup>
            ))}
          </select>
        </label>
        {choice.amount !== undefined && (
          <label class="field">
            <span>{choice.amount.label}</span>
            <input
              key={choice.label}
              name="amount"
              type="number"
              min="0"
              max={choice.amount.most}
              defaultValue={String(choice.amount.value)}
              required
            />
          </label>
        )}
        <div class="field-row">
          <label class="field">
            <span>{choice.target === 'command' ? 'Command' : 'Event'}</span>
            <select key={choice.label} name="name" defaultValue={choice.name}>
              {['*', ...(names ?? [])].map((name) => (
                <option key={name} value={name} selected={name === choice.name}>
                  {name === '*' ? 'every' : name}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>Chance in %</span>
            <input name="chance" type="number" min="0" max="100" defaultValue="100" required />
          </label>
          <label class="field">
            <span>Times, 0 for ever</span>
            <input name="times" type="number" min="0" max="1000000" defaultValue="1" required />
          </label>
        </div>
        {model.accounts.length > 1 && (
          <label class="field">
            <span>Account</span>
            <select name="account">
              <option value="">every account</option>
              {model.accounts.map(({ whatsappId, name }) => (
                <option key={whatsappId} value={whatsappId}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="submit" class="primary">
          Set the fault
        </button>
      </form>
      <h3>Set now</h3>
      <ActiveFaults faults={model.faults} />
      <h3>Gateway</h3>
      <form
        class="form inline"
        aria-label="Restart the gateway"
        onSubmit={(event) => {
          event.preventDefault();
          const seconds = Number(new FormData(event.currentTarget).get('seconds'));
          void act('POST', 'restart', { downMs: seconds * 1000 });
        }}
      >
        <label class="field">
          <span>Seconds it is away</span>
          <input name="seconds" type="number" min="0" max="600" defaultValue="5" required />
        </label>
        <button type="submit" class="quiet" disabled={model.isDown}>
          {model.isDown ? 'Restarting…' : 'Restart the gateway'}
        </button>
      </form>
    </div>
  );
}
