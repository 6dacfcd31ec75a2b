import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The kinds of fault that the simulator's types name, each once, in alphabetical order. */
export function faultKinds(): readonly string[] {
  const path = join(__dirname, '..', '..', '..', 'src', 'simulator', 'faults.ts');
  const kinds = [...readFileSync(path, 'utf8').matchAll(/readonly kind: '([\w-]+)'/g)].map(
    ([, kind]) => kind ?? '',
  );
  return [...new Set(kinds)].sort();
}
