import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { chatKey, type Model } from '../model';
import { minutesOf, summaryOf } from '../words';
import { act, messagePath } from './control';
import { Icon, IconButton } from './icons';
import { record, type Recording } from './recorder';
import { kindOf, say, sendVoice, type Speaker } from './sending';
import { change, current, notify, setSettings, useStore, type FileKind } from './store';

/** What the composer is told of the chat. */
export interface ComposerProps {
  readonly model: Model;
  readonly account: string;
  readonly chatId: string;
  readonly isGroup: boolean;
  readonly writer: string | undefined;
  readonly writerName: string;
  /** Whether the page may play the writer already; else the first message makes the person known. */
  readonly isKnown: boolean;
}

function speakerOf({ account, chatId, isGroup, writer = '' }: ComposerProps): Speaker {
  return isGroup ? { from: writer, account, group: chatId } : { from: writer, account };
}

/** Asks for a file, and shows it before it is sent. */
function chooseFile(accept: string, type?: FileKind): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file !== undefined) change({ dialog: { kind: 'file', file, type: type ?? kindOf(file) } });
  });
  input.click();
}

function openAttachMenu(anchor: HTMLElement): void {
  change({
    menu: {
      label: 'Attach',
      anchor,
      items: [
        { label: 'Photo or video', run: () => chooseFile('image/*,video/*') },
        { label: 'Document', run: () => chooseFile('', 'document') },
        { label: 'Audio', run: () => chooseFile('audio/*', 'audio') },
        { label: 'Voice message from a file', run: () => chooseFile('audio/*', 'ptt') },
        { label: 'Sticker', run: () => chooseFile('image/webp,image/png', 'sticker') },
        { label: 'Location', run: () => change({ dialog: { kind: 'location' } }) },
        { label: 'Contact', run: () => change({ dialog: { kind: 'card' } }) },
      ],
    },
  });
}

function Above({ model }: { readonly model: Model }) {
  const replyTo = useStore((state) => state.replyTo);
  const editing = useStore((state) => state.editing);
  const id = editing ?? replyTo;
  const message = id === undefined ? undefined : model.messages.get(id);
  if (message === undefined) return null;
  return (
    <div class="above">
      <div class="quote">
        <span class="quote-name">{editing === undefined ? `Reply to ${message.fromName}` : 'Edit'}</span>
        <span class="quote-text">{summaryOf(message)}</span>
      </div>
      <IconButton
        icon="close"
        label={editing === undefined ? 'Do not reply' : 'Do not edit'}
        onClick={() => change({ replyTo: undefined, editing: undefined })}
      />
    </div>
  );
}

function Recorder(props: {
  readonly recording: Recording;
  readonly send: (sound: Blob) => void;
  readonly end: () => void;
}) {
  const { recording, send, end } = props;
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  const cancel = (): void => {
    recording.cancel();
    end();
  };
  const finish = async (): Promise<void> => {
    const sound = await recording.stop();
    end();
    if (sound !== undefined) send(sound);
  };
  return (
    <div class="composer recording" role="group" aria-label="Recording">
      <IconButton icon="trash" label="Throw the recording away" onClick={cancel} />
      <span class="record-dot" />
      <span class="record-time" role="timer">
        {minutesOf(seconds)}
      </span>
      <span class="record-words">Recording a voice message</span>
      <IconButton icon="send" label="Send the voice message" class="send" onClick={() => void finish()} />
    </div>
  );
}

/** Puts marks around what is selected. */
function mark(area: HTMLTextAreaElement, sign: string): void {
  const { selectionStart, selectionEnd, value } = area;
  const selected = value.slice(selectionStart, selectionEnd);
  area.setRangeText(`${sign}${selected}${sign}`, selectionStart, selectionEnd, 'end');
  if (selected === '') area.selectionStart = area.selectionEnd = selectionStart + sign.length;
  area.dispatchEvent(new Event('input', { bubbles: true }));
}

const SHORTCUTS: Readonly<Record<string, string>> = { b: '*', i: '_' };

/** Where one writes. */
export function Composer(props: ComposerProps) {
  const { model, account, chatId, writer, writerName, isKnown, isGroup } = props;
  const key = chatKey(account, chatId);
  const area = useRef<HTMLTextAreaElement>(null);
  const editing = useStore((state) => state.editing);
  const [text, setText] = useState(current().settings.drafts[key] ?? '');
  const [recording, setRecording] = useState<Recording>();
  const chat = model.chats.get(key);

  const write = (value: string): void => {
    setText(value);
    if (editing === undefined) setSettings({ drafts: { ...current().settings.drafts, [key]: value } });
  };
  useEffect(() => {
    const draft = current().settings.drafts[key] ?? '';
    setText(editing === undefined ? draft : (current().model?.messages.get(editing)?.body ?? ''));
  }, [editing]);
  useLayoutEffect(() => {
    const { current: box } = area;
    if (box === null) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
  }, [text, recording]);

  /** Somebody whom only the bot knows becomes a person that the page can play. */
  const meet = async (): Promise<boolean> => {
    if (isKnown || isGroup || writer === undefined) return true;
    return act('POST', 'users', { name: writerName, number: writer.replace(/@.*$/, '') });
  };
  const submit = async (): Promise<void> => {
    const said = text.trim();
    if (said === '' || writer === undefined || !(await meet())) return;
    const isSent =
      editing === undefined
        ? await say(speakerOf(props), { kind: 'text', text: said })
        : await act('POST', messagePath(editing, 'edit'), { from: writer, text: said });
    if (!isSent) return;
    if (editing === undefined) write('');
    change({ replyTo: undefined, editing: undefined });
  };
  const voice = async (sound: Blob): Promise<void> => {
    if (!(await meet())) return;
    if (await sendVoice(speakerOf(props), sound)) change({ replyTo: undefined });
  };
  const startRecording = async (): Promise<void> => {
    try {
      setRecording(await record());
    } catch {
      notify('There is no microphone, or the browser does not let this page use it.', true);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const sign = event.ctrlKey || event.metaKey ? SHORTCUTS[event.key] : undefined;
    if (sign !== undefined && area.current !== null) {
      event.preventDefault();
      mark(area.current, sign);
    } else if (event.key === 'Escape') change({ replyTo: undefined, editing: undefined });
    else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void submit();
    }
  };
  const take = (file: File | undefined, event: Event): void => {
    if (file === undefined) return;
    event.preventDefault();
    change({ dialog: { kind: 'file', file, type: kindOf(file) } });
  };

  if (writer === undefined || chat?.isReadOnly === true) {
    return (
      <p class="composer nobody">
        {writer === undefined
          ? 'Nobody whom you can play is in this group.'
          : 'The account may only read here.'}
      </p>
    );
  }
  if (recording !== undefined) {
    return (
      <Recorder
        recording={recording}
        send={(sound) => void voice(sound)}
        end={() => setRecording(undefined)}
      />
    );
  }
  return (
    <>
      <Above model={model} />
      <form
        class="composer"
        aria-label="Write"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => take(event.dataTransfer?.files[0], event)}
      >
        <IconButton
          icon="attach"
          label="Attach"
          onClick={(event) => openAttachMenu(event.currentTarget as HTMLElement)}
        />
        <textarea
          id="composer"
          ref={area}
          rows={1}
          maxLength={65_000}
          value={text}
          placeholder={`Write as ${writerName}`}
          aria-label={`Message as ${writerName}`}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => take(event.clipboardData?.files[0], event)}
        />
        {text.trim() === '' ? (
          <IconButton
            icon="microphone"
            label="Record a voice message"
            onClick={() => void startRecording()}
          />
        ) : (
          <button type="submit" class="icon-button send" aria-label="Send" title="Send">
            <Icon name="send" />
          </button>
        )}
      </form>
    </>
  );
}
