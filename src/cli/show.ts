/** A text in one line: none of its own lines must look like another row, or another event. */
export function inLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** Rows as columns that line up, each on one line and without blanks at its end. */
export function columns(given: readonly (readonly string[])[]): string {
  const rows = given.map((row) => row.map(inLine));
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, place) => (widths[place] = Math.max(widths[place] ?? 0, cell.length)));
  }
  return rows
    .map((row) =>
      row
        .map((cell, place) => cell.padEnd(widths[place] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A webhook's URL without the token in it: the last part of the path, the query, and a password. */
export function withoutToken(url: string): string {
  if (!URL.canParse(url)) return '…';
  const { protocol, host, pathname, search } = new URL(url);
  const path = pathname.split('/');
  // The adapter takes slashes behind the token, so there may be some.
  const token = path.findLastIndex((part) => part !== '');
  if (token >= 0) path.splice(token, path.length, '…');
  return `${protocol}//${host}${path.join('/')}${search === '' ? '' : '?…'}`;
}
