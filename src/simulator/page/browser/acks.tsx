import { planOf, stepsOf, USUAL_PLAN, type AckMode, type AckPlan } from '../acks';
import type { Model } from '../model';
import { ackWord } from '../words';
import { act } from './control';

const MODES: readonly (readonly [AckMode, string, string])[] = [
  ['in-order', 'In order', 'Sent, then delivered, then read.'],
  ['by-hand', 'By hand', "Nothing by itself. The menu of a bot's bubble has every state, in any order."],
  ['out-of-order', 'Out of order', 'Read comes first, then sent and delivered.'],
  ['twice', 'Each twice', 'Every state is told twice.'],
  ['failed', 'Failed', 'Messages cannot be delivered.'],
];

function set(plan: AckPlan): void {
  void act('PUT', 'acks', stepsOf(plan));
}

function Delay(props: {
  readonly label: string;
  readonly value: number;
  readonly set: (ms: number) => void;
}) {
  const { label, value, set: store } = props;
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="number"
        min="0"
        max="86400000"
        step="100"
        value={value}
        onChange={(event) => store(Math.max(0, Number(event.currentTarget.value)))}
      />
    </label>
  );
}

/** What happens to the bot's messages by itself. */
export function Acks({ model }: { readonly model: Model }) {
  const plan = planOf(model.automaticAcks);
  const { deliveredMs, readMs } = plan ?? USUAL_PLAN;
  return (
    <div class="panel-body">
      <fieldset class="choices">
        <legend>The ticks of the bot’s messages</legend>
        {MODES.map(([mode, label, meaning]) => (
          <label key={mode}>
            <input
              type="radio"
              name="acks"
              checked={plan?.mode === mode}
              onChange={() => set({ mode, deliveredMs, readMs })}
            />
            <span>
              {label}
              <small>{meaning}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {plan !== undefined && plan.mode !== 'by-hand' && (
        <div class="field-row">
          <Delay
            label="First after ms"
            value={deliveredMs}
            set={(ms) => set({ mode: plan.mode, deliveredMs: ms, readMs: Math.max(ms, readMs) })}
          />
          {plan.mode !== 'failed' && (
            <Delay
              label="Last after ms"
              value={readMs}
              set={(ms) => set({ mode: plan.mode, deliveredMs, readMs: ms })}
            />
          )}
        </div>
      )}
      <h3>Steps</h3>
      <ol class="steps">
        {model.automaticAcks.map(({ ack, afterMs }, place) => (
          <li key={place}>{`${ackWord(ack)} after ${afterMs} ms`}</li>
        ))}
      </ol>
      {model.automaticAcks.length === 0 && <p class="empty">Nothing happens by itself.</p>}
    </div>
  );
}
