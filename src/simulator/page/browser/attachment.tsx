import { useEffect, useRef, useState } from 'preact/hooks';
import type { MessageView } from '../../control/wire';
import { initialsOf, minutesOf, nameInCard, numberInCard, sizeOf } from '../words';
import { act, mediaUrl } from './control';
import { Icon } from './icons';
import { change, notify } from './store';

/** A player for voice notes and sounds. */
export function SoundPlayer({ url, label }: { readonly url: string; readonly label: string }) {
  const sound = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [place, setPlace] = useState({ at: 0, length: 0 });
  const look = (): void => {
    const { currentTime = 0, duration = 0 } = sound.current ?? {};
    setPlace({ at: currentTime, length: Number.isFinite(duration) ? duration : 0 });
  };
  useEffect(() => () => sound.current?.pause(), []);
  const toggle = (): void => {
    const { current } = sound;
    if (current === null) return;
    if (!current.paused) current.pause();
    else current.play().catch(() => notify('This browser cannot play the sound.', true));
  };
  const move = (event: Event): void => {
    if (sound.current !== null) sound.current.currentTime = Number((event.target as HTMLInputElement).value);
  };
  return (
    <div class="sound">
      <audio
        ref={sound}
        src={url}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
        onTimeUpdate={look}
        onLoadedMetadata={look}
        onDurationChange={look}
      />
      <button
        type="button"
        class="play"
        aria-label={`${isPlaying ? 'Pause' : 'Play'} ${label}`}
        onClick={toggle}
      >
        <Icon name={isPlaying ? 'pause' : 'play'} />
      </button>
      <input
        type="range"
        min="0"
        step="0.01"
        max={place.length || 1}
        value={place.at}
        aria-label={`Position in ${label}`}
        aria-valuetext={minutesOf(place.at)}
        onInput={move}
      />
      <span class="sound-time">{minutesOf(isPlaying || place.at > 0 ? place.at : place.length)}</span>
    </div>
  );
}

function FileCard({ message, url }: { readonly message: MessageView; readonly url: string }) {
  const { filename = 'File without a name', mimetype = '', bytes = 0 } = message.media ?? {};
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(filename)?.[1] ?? mimetype.split('/')[1]?.slice(0, 5) ?? '';
  return (
    <a class="file-card" href={url} download={filename}>
      <span class="file-icon">
        <Icon name="file" />
      </span>
      <span class="file-words">
        <span class="file-name">{filename}</span>
        <span class="file-facts">{`${ending.toUpperCase()} · ${sizeOf(bytes)}`}</span>
      </span>
    </a>
  );
}

function Picture({ message, url }: { readonly message: MessageView; readonly url: string }) {
  const [isBroken, setBroken] = useState(false);
  const { type, body, media } = message;
  const text = body === '' ? (media?.filename ?? (type === 'sticker' ? 'Sticker' : 'Photo')) : body;
  if (isBroken) return <FileCard message={message} url={url} />;
  return (
    <button
      type="button"
      class={type === 'sticker' ? 'picture sticker' : 'picture'}
      aria-label={`Open ${text}`}
      onClick={() => change({ dialog: { kind: 'picture', url, text } })}
    >
      <img src={url} alt={text} loading="lazy" onError={() => setBroken(true)} />
    </button>
  );
}

function Place({ location }: { readonly location: NonNullable<MessageView['location']> }) {
  const { latitude, longitude, name, address } = location;
  return (
    <div class="place">
      <div class="map" aria-hidden="true">
        <Icon name="pin" />
      </div>
      <div class="place-words">
        {name !== undefined && <strong>{name}</strong>}
        {address !== undefined && <span>{address}</span>}
        <span class="coordinates">{`${latitude.toFixed(5)}, ${longitude.toFixed(5)}`}</span>
      </div>
    </div>
  );
}

function Card({ vcard }: { readonly vcard: string }) {
  const name = nameInCard(vcard);
  const number = numberInCard(vcard);
  return (
    <div class="card">
      <span class="avatar small colour-3" aria-hidden="true">
        {initialsOf(name)}
      </span>
      <span class="file-words">
        <span class="file-name">{name}</span>
        <span class="file-facts">{number === undefined ? 'no number' : `+${number}`}</span>
      </span>
      {number !== undefined && (
        <button type="button" class="quiet" onClick={() => void act('POST', 'users', { name, number })}>
          Add to contacts
        </button>
      )}
    </div>
  );
}

/** What a message carries besides its text. */
export function Attachment({ message }: { readonly message: MessageView }) {
  const { type, media, location, body, id } = message;
  if (location !== undefined) return <Place location={location} />;
  if (type === 'vcard') return <Card vcard={body} />;
  if (media === undefined) return null;
  const url = mediaUrl(id);
  const { mimetype } = media;
  if (/^image\/(?:png|jpeg|gif|webp)/.test(mimetype) && type !== 'document') {
    return <Picture message={message} url={url} />;
  }
  if (mimetype.startsWith('video/') && type !== 'document') {
    return <video class="film" src={url} controls preload="metadata" aria-label={body || 'Video'} />;
  }
  if (mimetype.startsWith('audio/') || type === 'ptt') {
    return <SoundPlayer url={url} label={type === 'ptt' ? 'voice message' : (media.filename ?? 'audio')} />;
  }
  return <FileCard message={message} url={url} />;
}
