import assert from 'node:assert/strict';
import { MP3, MP4, OGG_OPUS, PDF, PNG, WEBP } from '../../fixtures/media';
import { sent, type Scenario } from '../support/scenario';

const OUT = [
  ['an image', { contentType: 'image/png', content: PNG, name: 'dot.png' }, 'image', PNG],
  [
    'a sticker',
    { contentType: 'image/webp', content: WEBP.toString('base64'), name: 'dot.webp' },
    'sticker',
    WEBP,
  ],
  [
    'a voice note',
    { contentType: 'audio/ogg; codecs=opus', content: OGG_OPUS, name: 'voice.ogg' },
    'voice',
    OGG_OPUS,
  ],
  [
    'a song',
    { contentType: 'audio/mpeg', contentUrl: `data:audio/mpeg;base64,${MP3.toString('base64')}` },
    'doc',
    MP3,
  ],
  ['a video', { contentType: 'video/mp4', content: MP4, name: 'film.mp4' }, 'doc', MP4],
  ['a document', { contentType: 'application/pdf', content: PDF, name: 'paper.pdf' }, 'doc', PDF],
] as const;

const IN = [
  ['image', 'image/png', PNG],
  ['sticker', 'image/webp', WEBP],
  ['ptt', 'audio/ogg; codecs=opus', OGG_OPUS],
  ['audio', 'audio/mpeg', MP3],
  ['video', 'video/mp4', MP4],
  ['document', 'application/pdf', PDF],
] as const;

/** Files, out and in. */
export const MEDIA: readonly Scenario[] = [
  ...OUT.map(([what, attachment, type, bytes]): Scenario => ({
    title: `${what} is sent with a caption`,
    logic: (stage) => async (turn) => {
      stage.note((await turn.send({ type: 'message', text: 'look', attachments: [attachment] })) !== '');
    },
    act: async ({ sim }) => {
      await (
        await sim.user('79991112233').says('hi')
      ).delivered;
    },
    check: (outcome) => {
      const file = sent(outcome).find(({ message }) => message['media'] !== undefined)?.message;
      assert.equal(file?.['type'], type);
      assert.equal((file['media'] as { data: string }).data, bytes.toString('base64'));
      assert.deepEqual(outcome.notes, [true]);
    },
  })),
  ...IN.map(([type, mimetype, bytes]): Scenario => ({
    title: `a file of kind ${type} is received, downloaded and sent back`,
    logic: (stage) => async (turn) => {
      const attachments = turn.activity.attachments ?? [];
      stage.note(turn.activity.text, attachments);
      for (const attachment of attachments) {
        const file = await stage.adapter.download(attachment);
        stage.note(file.mimetype, file.filename, file.bytes.toString('base64'));
      }
      await turn.send({ type: 'message', attachments });
    },
    act: async ({ sim }) => {
      const file = { type, mimetype, data: bytes, filename: 'a.bin' };
      await (
        await sim.user('79991112233').sends(file)
      ).delivered;
    },
    check: (outcome) => {
      assert.ok(outcome.notes.includes(bytes.toString('base64')));
      const [back] = sent(outcome);
      assert.equal((back?.message['media'] as { data: string }).data, bytes.toString('base64'));
    },
  })),
  {
    title: 'two files and a text in one activity',
    logic: () => async (turn) => {
      const attachments = [OUT[0][1], OUT[5][1]];
      await turn.send({ type: 'message', text: 'both', attachments });
    },
    act: async ({ sim }) => {
      await (
        await sim.user('79991112233').says('hi')
      ).delivered;
    },
    check: (outcome) => {
      const files = sent(outcome).filter(({ message }) => message['media'] !== undefined);
      assert.equal(files.length, 2);
    },
  },
  {
    title: 'a file that cannot be read',
    logic: (stage) => async (turn) => {
      const attachments = [{ contentType: 'image/png', contentUrl: 'data:image/png;base64,!!' }];
      await turn.send({ type: 'message', attachments }).catch((error: unknown) => {
        stage.note((error as Error).name, (error as Error).message);
      });
    },
    act: async ({ sim }) => {
      await (
        await sim.user('79991112233').says('hi')
      ).delivered;
    },
    check: ({ notes }) => {
      assert.equal(notes[0], 'WhatsGateActivityError');
    },
  },
];
