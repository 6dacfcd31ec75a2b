function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function Leaf({ value }: { readonly value: unknown }) {
  const kind = value === null ? 'null' : typeof value;
  return <span class={`json-${kind}`}>{JSON.stringify(value)}</span>;
}

function Node({
  name,
  value,
  depth,
}: {
  readonly name?: string;
  readonly value: unknown;
  readonly depth: number;
}) {
  const label = name === undefined ? null : <span class="json-name">{name}: </span>;
  if (!isObject(value)) {
    return (
      <div class="json-line">
        {label}
        <Leaf value={value} />
      </div>
    );
  }
  const entries = Object.entries(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) {
    return (
      <div class="json-line">
        {label}
        {`${open}${close}`}
      </div>
    );
  }
  return (
    <details open={depth < 4}>
      <summary>
        {label}
        {open}
        <span class="json-count">{` ${entries.length} ${close}`}</span>
      </summary>
      <div class="json-inside">
        {entries.map(([key, item]) => (
          <Node key={key} name={key} value={item} depth={depth + 1} />
        ))}
      </div>
    </details>
  );
}

/** JSON that can be folded, or text as it is. */
export function JsonView({ value }: { readonly value: unknown }) {
  if (typeof value === 'string') return <pre class="json">{value === '' ? '(empty)' : value}</pre>;
  return (
    <div class="json">
      <Node value={value} depth={0} />
    </div>
  );
}
