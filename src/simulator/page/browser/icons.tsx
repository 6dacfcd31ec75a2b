const PATHS = {
  send: 'M4 12 20 4l-4 16-4.5-6.500zM11.500 13.500 20 4',
  attach: 'm20 11-8.500 8.500a5 5 0 0 1-7-7l9-9a3.400 3.400 0 0 1 5 5l-9 9a1.700 1.700 0 0 1-2.500-2.500l8-8',
  microphone:
    'M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3',
  more: 'M12 5.500v.01M12 12v.01M12 18.500v.01',
  back: 'm14 5-7 7 7 7',
  close: 'm6 6 12 12M18 6 6 18',
  search: 'M10.500 4a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13zM15.500 15.500 20 20',
  plus: 'M12 5v14M5 12h14',
  group:
    'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20a6.500 6.500 0 0 1 13 0M16 4.300a3.500 3.500 0 0 1 0 6.400M18 14.500a6.500 6.500 0 0 1 3.500 5.500',
  inspector: 'M4 5h16v14H4zM14 5v14M17 9h.01M17 12h.01',
  replay: 'M5 12a7 7 0 1 0 2.200-5.100L4 10M4 5v5h5',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500z',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  play: 'M7 4.500v15l12-7.500z',
  pause: 'M8 5v14M16 5v14',
  file: 'M6 3h8l5 5v13H6zM14 3v5h5',
  pin: 'M12 21s7-6.200 7-11.500a7 7 0 1 0-14 0C5 14.800 12 21 12 21zM12 7a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5z',
  reply: 'M10 6 4 12l6 6M4 12h9a7 7 0 0 1 7 7',
  out: 'M6 18 18 6M9 6h9v9',
  in: 'M18 6 6 18M15 18H6V9',
  event: 'M12 4v9M12 18v.01',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  check: 'm5 12.500 4.500 4.500L19 7',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** A drawing beside words, or on a button that has a label of its own. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** A button that shows an icon only. */
export function IconButton(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: (event: MouseEvent) => void;
  readonly class?: string;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  readonly disabled?: boolean;
}) {
  const { icon, label, onClick, class: extra = '', pressed, expanded, disabled = false } = props;
  return (
    <button
      type="button"
      class={`icon-button ${extra}`}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

/** The ticks of a message: none yet, one, two, two in blue, or failed. */
export function Ticks({ ack, label }: { readonly ack: number; readonly label: string }) {
  const kind = ack < 0 ? 'failed' : ack === 0 ? 'pending' : ack >= 3 ? 'read' : 'sent';
  return (
    <svg class={`ticks ticks-${kind}`} viewBox="0 0 22 14" role="img" aria-label={label} data-ack={ack}>
      <title>{label}</title>
      {ack < 0 && <path d="M11 2v6M11 11.500v.01" />}
      {ack === 0 && <path d="M11 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10zM11 4.500V7l1.800 1.200" />}
      {ack === 1 && <path d="m6 7.500 3.500 3.500L16 3.500" />}
      {ack >= 2 && <path d="m2 7.500 3.500 3.500L12 3.500M10 10l1 1 7.500-7.500" />}
    </svg>
  );
}
