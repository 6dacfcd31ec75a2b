import assert from 'node:assert/strict';
import { ChannelEmitter } from '../../../src/channel/events';
import { settled } from '../inbox/support';
import { RecordingLogger } from './support/logs';

const ACCOUNT = { whatsappId: 'shop' };

describe('the emitter of the channel', () => {
  let logger: RecordingLogger;
  let emitter: ChannelEmitter;
  beforeEach(() => {
    logger = new RecordingLogger();
    emitter = new ChannelEmitter(logger);
  });

  it('calls every listener of a name with what is told, in order', () => {
    const log: unknown[] = [];
    emitter.on('disconnect', (account) => log.push(['first', account]));
    emitter.on('disconnect', (account) => log.push(['second', account]));
    emitter.on('ready', () => log.push('another name'));
    emitter.emit('disconnect', ACCOUNT);
    assert.deepEqual(log, [
      ['first', ACCOUNT],
      ['second', ACCOUNT],
    ]);
  });

  it('does without listeners, also for errors', () => {
    emitter.emit('disconnect', ACCOUNT);
    emitter.emit('error', new Error('nobody listens'));
    assert.deepEqual(logger.lines, []);
  });

  it('gives an error to its listener as it is, also when it is none', () => {
    const heard: unknown[] = [];
    emitter.on('error', (error) => heard.push(error));
    const error = new Error('it failed');
    emitter.emit('error', error);
    emitter.emit('error', undefined);
    assert.deepEqual(heard, [error, undefined]);
  });

  it('calls a listener of once a single time, also when the event comes again from inside', () => {
    let calls = 0;
    emitter.once('disconnect', () => {
      calls += 1;
      emitter.emit('disconnect', ACCOUNT);
    });
    emitter.emit('disconnect', ACCOUNT);
    emitter.emit('disconnect', ACCOUNT);
    assert.equal(calls, 1);
  });

  it('stops calling listeners that were taken off, those of once too', () => {
    let calls = 0;
    const listener = (): void => {
      calls += 1;
    };
    emitter.on('disconnect', listener);
    emitter.once('disconnect', listener);
    emitter.off('disconnect', listener);
    emitter.off('disconnect', listener);
    emitter.off('disconnect', listener);
    emitter.emit('disconnect', ACCOUNT);
    assert.equal(calls, 0);
  });

  it('goes on when a listener throws, and logs it without secrets', () => {
    const heard: string[] = [];
    emitter.on('disconnect', () => {
      throw new Error('no room for 79991112233');
    });
    emitter.on('disconnect', () => heard.push('second'));
    emitter.emit('disconnect', ACCOUNT);
    assert.deepEqual(heard, ['second']);
    assert.deepEqual(logger.at('error'), ["A listener of 'disconnect' failed."]);
    const { error } = logger.lines[0]?.fields as { error: Error };
    assert.equal(error.message, 'no room for 799***33');
  });

  it('logs what an asynchronous listener rejects with', async () => {
    const heard: string[] = [];
    const failing = (): unknown => Promise.reject(new Error('later'));
    emitter.on('error', failing);
    emitter.on('error', () => heard.push('second'));
    emitter.emit('error', new Error('first'));
    await settled();
    assert.deepEqual(heard, ['second']);
    assert.deepEqual(logger.at('error'), ["A listener of 'error' failed."]);
  });
});
