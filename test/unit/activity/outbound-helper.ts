import { planActivity, type Plan, type Step } from '../../../src/activity/outbound';
import { readOutboundChannelData } from '../../../src/activity/outbound-options';
import type { OutboundActivity } from '../../../src/activity/types';

export const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
export const PNG_URL = `data:image/png;base64,${PNG.toString('base64')}`;

/** The plan of an activity, with the wishes of its own channelData. */
export function planOf(activity: OutboundActivity): Plan {
  return planActivity(activity, readOutboundChannelData(activity).wishes);
}

/** The steps in short: `text:Hi`, `file:a.png`, `file:a.png|caption`, `delay:5`, `typing`. */
export function stepsOf(activity: OutboundActivity): string[] {
  return planOf(activity).steps.map(inShort);
}

function inShort(step: Step): string {
  switch (step.kind) {
    case 'text':
      return `text:${step.text}`;
    case 'file':
      return `file:${step.file.name ?? ''}${step.caption === undefined ? '' : `|${step.caption}`}`;
    case 'delay':
      return `delay:${step.milliseconds}`;
    case 'typing':
      return 'typing';
  }
}

/** An attachment by its name alone, of a type if one is given. */
export function file(name: string, contentType?: string) {
  return { contentUrl: `https://files.example/${name}`, name, contentType };
}

/** Freezes a value and everything in it, so that a mutation throws. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
