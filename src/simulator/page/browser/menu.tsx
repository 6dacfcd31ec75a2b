import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { change, useStore, type OpenMenu } from './store';

const MARGIN = 8;

function close(anchor: HTMLElement): void {
  change({ menu: undefined });
  anchor.focus();
}

/** Beside what it belongs to, where there is room. */
function placeAt(menu: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.min(Math.max(MARGIN, at.left), window.innerWidth - width - MARGIN);
  const below = at.bottom + 4;
  const fits = below + height + MARGIN <= window.innerHeight;
  const top = fits
    ? below
    : Math.max(MARGIN, Math.min(at.top - height - 4, window.innerHeight - height - MARGIN));
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

function onKeyDown(event: KeyboardEvent, anchor: HTMLElement): void {
  const items = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=menuitem]')];
  const place = items.findIndex((item) => item === document.activeElement);
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: place + 1,
    ArrowRight: place + 1,
    ArrowUp: place - 1,
    ArrowLeft: place - 1,
    Home: 0,
    End: -1,
  };
  if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    close(anchor);
    return;
  }
  const move = moves[event.key];
  if (move === undefined) return;
  event.preventDefault();
  items.at(move % items.length)?.focus();
}

function MenuBox({ menu }: { readonly menu: OpenMenu }) {
  const { label, items, emoji, anchor } = menu;
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (box.current === null) return;
    placeAt(box.current, anchor);
    box.current.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }, [menu]);
  useEffect(() => {
    const leave = (event: PointerEvent): void => {
      if (box.current?.contains(event.target as Node) === false) change({ menu: undefined });
    };
    document.addEventListener('pointerdown', leave, true);
    return () => document.removeEventListener('pointerdown', leave, true);
  }, []);
  const choose = (run: () => void): void => {
    close(anchor);
    run();
  };
  return (
    <div
      class="menu"
      role="menu"
      aria-label={label}
      ref={box}
      onKeyDown={(event) => onKeyDown(event, anchor)}
    >
      {emoji !== undefined && (
        <div class="emoji-row" role="group" aria-label="React">
          {emoji.choices.map((choice) => (
            <button
              key={choice}
              type="button"
              role="menuitem"
              aria-label={`React with ${choice}`}
              onClick={() => choose(() => emoji.run(choice))}
            >
              {choice}
            </button>
          ))}
        </div>
      )}
      {items.map(({ label: words, isDanger = false, run }) => (
        <button
          key={words}
          type="button"
          role="menuitem"
          class={isDanger ? 'danger' : ''}
          onClick={() => choose(run)}
        >
          {words}
        </button>
      ))}
    </div>
  );
}

/** The menu that is open, if any. */
export function Menu() {
  const menu = useStore((state) => state.menu);
  return menu === undefined ? null : <MenuBox key={menu.label} menu={menu} />;
}
