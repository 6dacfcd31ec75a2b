import { useEffect } from 'preact/hooks';
import { Conversation } from './conversation';
import { Dialogs } from './dialogs';
import { Inspector } from './inspector';
import { Menu } from './menu';
import { Sidebar } from './sidebar';
import { useStore } from './store';

function Notice() {
  const notice = useStore((state) => state.notice);
  const announcement = useStore((state) => state.announcement);
  return (
    <>
      <div class="notices" role="status">
        {notice !== undefined && (
          <p class={notice.isTrouble ? 'notice trouble-notice' : 'notice'}>{notice.text}</p>
        )}
      </div>
      <div class="visually-hidden" aria-live="polite" data-announcement>
        {announcement}
      </div>
    </>
  );
}

/** The whole page. */
export function App() {
  const model = useStore((state) => state.model);
  const connection = useStore((state) => state.connection);
  const view = useStore((state) => state.view);
  const { theme, isInspectorOpen } = useStore((state) => state.settings);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  if (model === undefined) {
    return (
      <main class="waiting">
        <p>
          {connection === 'lost'
            ? 'The simulator does not answer. It is asked again by itself.'
            : 'One moment…'}
        </p>
      </main>
    );
  }
  return (
    <div class={`page view-${view} ${isInspectorOpen ? 'with-inspector' : ''}`}>
      <a class="skip" href="#composer">
        Skip to where one writes
      </a>
      {connection === 'lost' && (
        <p class="lost" role="alert">
          The simulator does not answer. What you see is how it was; it is asked again by itself.
        </p>
      )}
      <Sidebar model={model} />
      <Conversation model={model} />
      <Inspector model={model} />
      <Menu />
      <Dialogs model={model} />
      <Notice />
    </div>
  );
}
