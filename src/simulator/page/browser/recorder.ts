/** A recording that is being made. */
export interface Recording {
  /** Ends it; the sound, or undefined when nothing was recorded. */
  stop(): Promise<Blob | undefined>;
  /** Throws it away. */
  cancel(): void;
}

/** What voice notes are on WhatsApp, where the browser can record it; else what it records best. */
const TYPES = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'];

/** Begins to record. Rejects when there is no microphone, or no leave to use it. */
export async function record(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
  const chunks: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => chunks.push(data));
  const ended = new Promise<void>((resolve) => {
    recorder.addEventListener('stop', () => resolve(), { once: true });
  });
  const end = async (): Promise<void> => {
    if (recorder.state !== 'inactive') recorder.stop();
    await ended;
    for (const track of stream.getTracks()) track.stop();
  };
  recorder.start(250);
  return {
    stop: async () => {
      await end();
      const sound = new Blob(chunks, { type: recorder.mimeType });
      return sound.size === 0 ? undefined : sound;
    },
    cancel: () => void end(),
  };
}
