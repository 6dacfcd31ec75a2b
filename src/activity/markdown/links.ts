import type { PieceList } from './pieces';
import { shownAddress } from './tags';

/** A link that is open: where its text begins, and where it leads. */
interface OpenLink {
  readonly start: number;
  readonly address: string;
  readonly title: string;
}

/** Within so many links the text of a link is no longer compared with its address: each would be read once more. */
const MOST_COMPARED = 8;

/** The links of a paragraph, of which the last one that was opened is closed first. */
export class Links {
  readonly #list: PieceList;
  readonly #open: OpenLink[] = [];

  /** @param list where the text of the paragraph is written to. */
  constructor(list: PieceList) {
    this.#list = list;
  }

  /** Begins the text of a link. */
  open(address: string, title = ''): void {
    this.#open.push({ start: this.#list.pieces.length, address, title });
  }

  /**
   * Ends it: `text (address)`; the address alone where the text says the same, and where there is no text.
   */
  close(): void {
    const link = this.#open.pop();
    if (link === undefined) return;
    const { start, title } = link;
    const address = shownAddress(link.address);
    const shown = title === '' ? address : `${address} – ${title}`;
    if (shown === '') return;
    const text = this.#open.length < MOST_COMPARED ? this.#list.readableSince(start).trim() : undefined;
    if (text === '' || text === address || text === link.address) this.#list.replaceSince(start, shown);
    else this.#list.fixed(` (${shown})`);
  }
}
