import { useState } from 'preact/hooks';
import type { ControlCatalogue } from '../../control/wire';
import type { Model } from '../model';
import { act } from './control';
import { useStore } from './store';

type Entry = ControlCatalogue['assumptions'][string];
type Value = string | number | boolean;

function set(name: string, value: Value): void {
  void act('PATCH', 'assumptions', { [name]: value });
}

function Switch({
  name,
  entry,
  value,
}: {
  readonly name: string;
  readonly entry: Entry;
  readonly value: Value;
}) {
  const id = `assumption-${name}`;
  if (entry.kind === 'number') {
    return (
      <input
        id={id}
        type="number"
        min={entry.minimum}
        max={entry.maximum}
        step="any"
        value={Number(value)}
        onChange={(event) => set(name, Number(event.currentTarget.value))}
      />
    );
  }
  const choose = (event: Event): void => {
    const chosen = entry.values[Number((event.currentTarget as HTMLSelectElement).value)];
    if (chosen !== undefined) set(name, chosen);
  };
  return (
    <select id={id} value={String(entry.values.indexOf(value))} onChange={choose}>
      {entry.values.map((possible, place) => (
        <option key={String(possible)} value={String(place)}>
          {possible === true ? 'yes' : possible === false ? 'no' : String(possible)}
        </option>
      ))}
    </select>
  );
}

/** Everything that the simulator does without the vendor's documentation saying so, each with its switch. */
export function Assumptions({ model }: { readonly model: Model }) {
  const catalogue = useStore((state) => state.catalogue);
  const [search, setSearch] = useState('');
  const values: Readonly<Record<string, Value>> = model.assumptions;
  const words = search.trim().toLowerCase();
  const entries = Object.entries(catalogue?.assumptions ?? {});
  const shown = entries.filter(([name, { label, meaning }]) =>
    `${name} ${label} ${meaning}`.toLowerCase().includes(words),
  );
  const changed = entries.filter(([name, entry]) => values[name] !== entry.default);
  const restore = (): void =>
    void act(
      'PATCH',
      'assumptions',
      Object.fromEntries(changed.map(([name, entry]) => [name, entry.default])),
    );
  return (
    <div class="panel-body">
      <p class="hint">
        The vendor’s documentation leaves this open. A default is the likeliest reading, not knowledge. A bot
        that works under every value is safe.
      </p>
      <label class="search">
        <span class="visually-hidden">Search the assumptions</span>
        <input
          type="search"
          placeholder="Search the assumptions"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </label>
      {changed.length > 0 && (
        <button type="button" class="quiet" onClick={restore}>
          {`Back to the defaults (${changed.length} changed)`}
        </button>
      )}
      <ul class="assumptions">
        {shown.map(([name, entry]) => (
          <li key={name} class={values[name] === entry.default ? '' : 'changed'}>
            <label for={`assumption-${name}`}>
              <strong>{entry.label}</strong>
              <small>{entry.meaning}</small>
              <code>{`${name} · ${entry.source}`}</code>
            </label>
            <Switch name={name} entry={entry} value={values[name] ?? entry.default} />
          </li>
        ))}
      </ul>
    </div>
  );
}
