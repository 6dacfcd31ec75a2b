import { useEffect, useState } from 'preact/hooks';
import { chatKey, type Model } from '../model';
import { sizeOf } from '../words';
import { openChat } from './chats';
import { act, ask } from './control';
import { closeDialog, Dialog, Field, FormDialog, type Values } from './dialog';
import { say, sendFile, type Speaker } from './sending';
import { change, current, notify, setSettings, useStore, type FileKind, type OpenDialog } from './store';

/** Does something and opens what came of it. */
async function create(path: string, body: object, open: (answer: Values) => void): Promise<boolean> {
  try {
    open((await ask('POST', path, body)) as Values);
    return true;
  } catch (error) {
    notify(error instanceof Error ? error.message : String(error), true);
    return false;
  }
}

/** Who writes in the chat that is open. */
function speakerNow(model: Model): Speaker {
  const { account = '', chat: chatId = '', writers } = current().settings;
  const chat = model.chats.get(chatKey(account, chatId));
  if (chat?.isGroup !== true) return { from: chatId, account };
  const members = (chat.participants ?? []).filter((id) =>
    model.contacts.some((contact) => contact.id === id),
  );
  const from = members.find((id) => id === writers[chatId]) ?? members[0] ?? '';
  return { from, account, group: chatId };
}

async function sayAndClear(model: Model, what: object): Promise<boolean> {
  const isSent = await say(speakerNow(model), what);
  if (isSent) change({ replyTo: undefined });
  return isSent;
}

function ContactDialog() {
  const submit = ({ name = '', number = '', lid = '' }: Values): Promise<boolean> =>
    create('users', { name, number, ...(lid === '' ? {} : { lid }) }, ({ id = '' }) => openChat(id));
  return (
    <FormDialog title="New contact" action="Add" submit={submit}>
      <Field label="Name" name="name" required placeholder="Anna" />
      <Field
        label="Phone number"
        name="number"
        required
        type="tel"
        placeholder="79991112233"
        hint="With the country code."
      />
      <Field label="Hidden id (LID), if any" name="lid" hint="The bot then never sees the number." />
    </FormDialog>
  );
}

function GroupDialog({ model }: { readonly model: Model }) {
  const { account = '' } = current().settings;
  const submit = (values: Values): Promise<boolean> => {
    const members = model.contacts.map(({ id }) => id).filter((id) => values[id] === 'on');
    return create('groups', { name: values['name'] ?? '', members, account }, ({ id = '' }) => openChat(id));
  };
  return (
    <FormDialog title="New group" action="Create" submit={submit}>
      <Field label="Name" name="name" required placeholder="Family" />
      <fieldset class="choices">
        <legend>Members, besides the bot</legend>
        {model.contacts.map(({ id, name, number }) => (
          <label key={id}>
            <input type="checkbox" name={id} /> {name} <small>+{number}</small>
          </label>
        ))}
      </fieldset>
    </FormDialog>
  );
}

function MembersDialog({ model, group }: { readonly model: Model; readonly group: string }) {
  const { account = '' } = current().settings;
  const members = new Set(model.chats.get(chatKey(account, group))?.participants ?? []);
  const set = (member: string, isMember: boolean): void =>
    void act('POST', `groups/${encodeURIComponent(group)}/members`, { member, isMember });
  return (
    <Dialog title="Members">
      <fieldset class="choices">
        <legend>Besides the bot</legend>
        {model.contacts.map(({ id, name, number }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={members.has(id)}
              onChange={(event) => set(id, event.currentTarget.checked)}
            />
            {name} <small>+{number}</small>
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}

function AccountDialog() {
  const submit = ({ name = '', webhook = '' }: Values): Promise<boolean> =>
    create('accounts', { name, webhook: webhook === '' ? null : webhook }, ({ whatsappId = '' }) =>
      setSettings({ account: whatsappId }),
    );
  return (
    <FormDialog title="New account" action="Add" submit={submit}>
      <Field label="Name" name="name" required placeholder="Support" />
      <Field label="Webhook" name="webhook" type="url" hint="Where the bot takes events. May be set later." />
    </FormDialog>
  );
}

function WebhookDialog({ model, account }: { readonly model: Model; readonly account: string }) {
  const webhook = model.accounts.find(({ whatsappId }) => whatsappId === account)?.webhook ?? '';
  const submit = (values: Values): Promise<boolean> => {
    const url = values['webhook'] ?? '';
    return act('PATCH', `accounts/${encodeURIComponent(account)}`, { webhook: url === '' ? null : url });
  };
  return (
    <FormDialog title="Webhook" action="Set" submit={submit}>
      <Field
        label="URL"
        name="webhook"
        type="url"
        value={webhook}
        hint="Empty for none."
        placeholder="http://127.0.0.1:3978/api/whatsgate/…"
      />
    </FormDialog>
  );
}

function LocationDialog({ model }: { readonly model: Model }) {
  const submit = ({ latitude, longitude, name = '', address = '' }: Values): Promise<boolean> => {
    const words = { ...(name === '' ? {} : { name }), ...(address === '' ? {} : { address }) };
    const location = { latitude: Number(latitude), longitude: Number(longitude), ...words };
    return sayAndClear(model, { kind: 'location', location });
  };
  return (
    <FormDialog title="Send a location" action="Send" submit={submit}>
      <Field label="Latitude" name="latitude" type="number" step="any" value="55.75222" required />
      <Field label="Longitude" name="longitude" type="number" step="any" value="37.61556" required />
      <Field label="Name" name="name" placeholder="Red Square" />
      <Field label="Address" name="address" />
    </FormDialog>
  );
}

function CardDialog({ model }: { readonly model: Model }) {
  const submit = ({ name = '', number = '' }: Values): Promise<boolean> =>
    sayAndClear(model, { kind: 'contact', name, ...(number === '' ? {} : { number }) });
  return (
    <FormDialog title="Send a contact" action="Send" submit={submit}>
      <Field label="Name" name="name" required />
      <Field label="Phone number" name="number" type="tel" />
    </FormDialog>
  );
}

function PhoneDialog() {
  const { account = '', chat = '' } = current().settings;
  const submit = ({ text = '' }: Values): Promise<boolean> => act('POST', 'phone', { account, chat, text });
  return (
    <FormDialog title="Answer on the account's phone" action="Send" submit={submit}>
      <Field
        label="Text"
        name="text"
        required
        hint="A person takes over: the bot hears of it by a create event."
      />
    </FormDialog>
  );
}

const KINDS: readonly (readonly [FileKind, string])[] = [
  ['image', 'Photo'],
  ['video', 'Video'],
  ['audio', 'Audio'],
  ['ptt', 'Voice message'],
  ['document', 'Document'],
  ['sticker', 'Sticker'],
];

function FileDialog({
  model,
  file,
  type,
}: {
  readonly model: Model;
  readonly file: File;
  readonly type: FileKind;
}) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  const submit = async ({ caption = '', kind = type }: Values): Promise<boolean> => {
    const isSent = await sendFile(speakerNow(model), kind as FileKind, file, {
      filename: file.name,
      caption,
    });
    if (isSent) change({ replyTo: undefined });
    return isSent;
  };
  return (
    <FormDialog title="Send a file" action="Send" submit={submit}>
      {url !== undefined && file.type.startsWith('image/') && (
        <img class="preview" src={url} alt="The file that you chose" />
      )}
      {url !== undefined && file.type.startsWith('video/') && <video class="preview" src={url} controls />}
      <p class="file-facts">{`${file.name} · ${file.type || 'unknown type'} · ${sizeOf(file.size)}`}</p>
      <label class="field">
        <span>Send as</span>
        <select name="kind" defaultValue={type}>
          {KINDS.map(([kind, label]) => (
            <option key={kind} value={kind} selected={kind === type}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <Field label="Caption" name="caption" />
    </FormDialog>
  );
}

function drawDialog(dialog: OpenDialog, model: Model) {
  switch (dialog.kind) {
    case 'contact':
      return <ContactDialog />;
    case 'group':
      return <GroupDialog model={model} />;
    case 'members':
      return <MembersDialog model={model} group={dialog.group} />;
    case 'account':
      return <AccountDialog />;
    case 'webhook':
      return <WebhookDialog model={model} account={dialog.account} />;
    case 'location':
      return <LocationDialog model={model} />;
    case 'card':
      return <CardDialog model={model} />;
    case 'phone':
      return <PhoneDialog />;
    case 'file':
      return <FileDialog model={model} file={dialog.file} type={dialog.type} />;
    case 'picture':
      return (
        <Dialog title={dialog.text} class="viewer">
          <button type="button" class="viewer-picture" aria-label="Close the picture" onClick={closeDialog}>
            <img src={dialog.url} alt={dialog.text} />
          </button>
        </Dialog>
      );
  }
}

/** The dialog that is open, if any. */
export function Dialogs({ model }: { readonly model: Model }) {
  const dialog = useStore((state) => state.dialog);
  return dialog === undefined ? null : drawDialog(dialog, model);
}
