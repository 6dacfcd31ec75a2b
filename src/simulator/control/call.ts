import type { z } from 'zod';
import type { Gateway } from '../gateway';
import type { Simulator } from '../simulator';
import type { SimulatedUser } from '../user';

/** A request to the control plane that is refused with a sentence. */
export class ControlError extends Error {
  readonly status: number;

  /** @param status HTTP status of the answer. */
  constructor(status: number, message: string) {
    super(message);
    this.name = 'ControlError';
    this.status = status;
  }
}

/** A request to the control plane. */
export interface ControlCall {
  readonly simulator: Simulator;
  readonly gateway: Gateway;
  /** What the path names, decoded. */
  readonly names: readonly string[];
  readonly query: URLSearchParams;
  /** The JSON of the body, unchecked. */
  readonly body: unknown;
  /** Tells the pages of the time, when it was moved. */
  readonly tellTime: () => void;
}

/** The checked body of a request. Throws ControlError naming what is wrong. */
export function parsed<Schema extends z.ZodTypeAny>(
  schema: Schema,
  { body }: Pick<ControlCall, 'body'>,
): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data as z.output<Schema>;
  const reasons = result.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new ControlError(400, `The request cannot be read. ${reasons.slice(0, 5).join('; ')}.`);
}

/** The person with a chat id. */
export function personOf({ simulator }: ControlCall, id: string): SimulatedUser {
  const user = simulator.users.find((candidate) => candidate.id === id);
  if (user !== undefined) return user;
  throw new ControlError(404, `The simulator has no person ${id}.`);
}
