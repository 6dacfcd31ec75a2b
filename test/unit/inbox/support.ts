import sinon from 'sinon';

/** A promise that a test settles when it wants to. */
export interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

export function deferred<Value = void>(): Deferred<Value> {
  let resolve!: (value: Value) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

// Taken before any test can put a fake clock in its place.
const realSetImmediate = setImmediate;

/** Resolves when everything that could go on without a timer has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    realSetImmediate(resolve);
  });
}

/** Whether a promise is still pending after everything that could go on has gone on. */
export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let pending = true;
  const note = (): void => {
    pending = false;
  };
  promise.then(note, note);
  await settled();
  return pending;
}

/** A clock that stands still, for timers and dates alone: promises and streams go on by themselves. */
export function stopClock(): sinon.SinonFakeTimers {
  return sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
}
