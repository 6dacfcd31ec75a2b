import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { IconButton } from './icons';
import { change } from './store';

/** Closes the dialog that is open. */
export function closeDialog(): void {
  change({ dialog: undefined });
}

/** A dialog over the page. The browser keeps the focus in it, and gives it back. */
export function Dialog(props: {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly class?: string;
}) {
  const { title, children, class: extra = '' } = props;
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const { current: dialog } = box;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={box}
      class={`dialog ${extra}`}
      aria-label={title}
      onClose={closeDialog}
      onClick={(event) => {
        if (event.target === box.current) closeDialog();
      }}
    >
      <div class="dialog-inner">
        <header>
          <h2>{title}</h2>
          <IconButton icon="close" label="Close" onClick={closeDialog} />
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** What a form holds, by the names of its fields. */
export type Values = Readonly<Record<string, string>>;

/** A form in a dialog. It closes when what it does went well. */
export function FormDialog(props: {
  readonly title: string;
  readonly action: string;
  readonly submit: (values: Values) => Promise<boolean>;
  readonly children: ComponentChildren;
}) {
  const { title, action, submit, children } = props;
  const onSubmit = async (form: HTMLFormElement): Promise<void> => {
    const pairs = [...new FormData(form)].map(([name, value]) => [
      name,
      typeof value === 'string' ? value : '',
    ]);
    if (await submit(Object.fromEntries(pairs) as Values)) closeDialog();
  };
  return (
    <Dialog title={title}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void onSubmit(event.currentTarget);
        }}
      >
        {children}
        <div class="form-actions">
          <button type="button" class="quiet" onClick={closeDialog}>
            Cancel
          </button>
          <button type="submit" class="primary">
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** A field with its label. */
export function Field(props: {
  readonly label: string;
  readonly name: string;
  readonly hint?: string;
  readonly type?: 'text' | 'number' | 'tel' | 'url';
  readonly value?: string;
  readonly required?: boolean;
  readonly step?: string;
  readonly placeholder?: string;
}) {
  const { label, name, hint, type = 'text', value = '', required = false, step, placeholder } = props;
  return (
    <label class="field">
      <span>{label}</span>
      <input
        name={name}
        // The types of Preact want to know which one it is; the element does not.
        {...({ type } as object)}
        defaultValue={value}
        required={required}
        step={step}
        placeholder={placeholder}
        autocomplete="off"
      />
      {hint !== undefined && <small>{hint}</small>}
    </label>
  );
}
