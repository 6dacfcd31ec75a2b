import { useMemo } from 'preact/hooks';
import { parseWhatsAppText, type Block, type Inline } from '../whatsapp-text';

function Pieces({ pieces }: { readonly pieces: readonly Inline[] }) {
  return <>{pieces.map(drawInline)}</>;
}

function drawInline(piece: Inline) {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'link':
      return (
        <a href={piece.text} target="_blank" rel="noopener noreferrer">
          {piece.text}
        </a>
      );
    case 'code':
      return <code>{piece.text}</code>;
    case 'bold':
      return (
        <strong>
          <Pieces pieces={piece.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Pieces pieces={piece.children} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Pieces pieces={piece.children} />
        </s>
      );
  }
}

function Items({ items }: { readonly items: readonly (readonly Inline[])[] }) {
  return (
    <>
      {items.map((pieces, place) => (
        <li key={place}>
          <Pieces pieces={pieces} />
        </li>
      ))}
    </>
  );
}

function drawBlock(block: Block, key: number) {
  switch (block.kind) {
    case 'line':
      return (
        <div key={key} class="line">
          {block.children.length === 0 ? '\u200b' : <Pieces pieces={block.children} />}
        </div>
      );
    case 'code':
      return <pre key={key}>{block.text}</pre>;
    case 'quote':
      return (
        <blockquote key={key}>
          {block.items.map((pieces, place) => (
            <div key={place} class="line">
              <Pieces pieces={pieces} />
            </div>
          ))}
        </blockquote>
      );
    case 'bullets':
      return (
        <ul key={key}>
          <Items items={block.items} />
        </ul>
      );
    case 'numbers':
      return (
        <ol key={key} start={block.start}>
          <Items items={block.items} />
        </ol>
      );
  }
}

const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}\ufe0f\u200d]*){1,3}$/u;

/** A text as WhatsApp shows it. */
export function RichText({ text }: { readonly text: string }) {
  const blocks = useMemo(() => parseWhatsAppText(text), [text]);
  return <div class={ONLY_EMOJI.test(text) ? 'rich emoji-only' : 'rich'}>{blocks.map(drawBlock)}</div>;
}
