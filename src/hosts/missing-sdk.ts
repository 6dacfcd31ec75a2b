import { WhatsGateConfigurationError } from '../whatsgate/errors';

/** What an entry point needs, and what to say when it is not there. */
export interface SdkNeed {
  /** The packages, as `npm install` takes them. */
  readonly packages: readonly string[];
  /** The entry point that was loaded. */
  readonly entry: string;
  /** What to do for somebody who has the other SDK. */
  readonly instead: string;
}

/**
 * The error for an SDK that could not be loaded: one sentence with the remedy when it is not installed, else the
 * failure as it came, because then the SDK is there and something in it is broken.
 */
export function explainMissingSdk(failure: unknown, { packages, entry, instead }: SdkNeed): unknown {
  const { code, message } = failure as { readonly code?: unknown; readonly message?: unknown };
  const isMissing = code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
  const [firstLine = ''] = String(message).split('\n');
  if (!isMissing || !packages.some((name) => namesPackage(firstLine, name))) return failure;
  const names = packages.join(' ');
  return new WhatsGateConfigurationError(
    `${entry} needs ${packages.join(' and ')}, which cannot be found. Install it: npm install ${names}. ${instead}`,
    { cause: failure },
  );
}

/** Whether a message is about the package itself, and not about another one or a file of it. */
function namesPackage(message: string, name: string): boolean {
  const at = message.indexOf(name);
  return at >= 0 && !/[\w/-]/.test(message[at + name.length] ?? '') && !/[\w/-]/.test(message[at - 1] ?? '');
}
