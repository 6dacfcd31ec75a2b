import { Activity, type ConversationAccount } from '@microsoft/agents-activity';
import type { InboundActivity } from '../activity/types';
import type { ProactiveActivity } from '../channel/proactive';

/**
 * An activity as the Agents SDK has it: an instance of its class that its own schema accepts, because the SDK reads
 * activities through that schema again and again. The schema knows neither `null` nor empty names.
 *
 * Not made by `Activity.fromObject`: the source is ours and fresh, and reading it through the schema would cost more
 * than all of the translation.
 */
export function toAgentsActivity(source: InboundActivity | ProactiveActivity): Activity {
  const activity = Object.assign(new Activity(source.type), source, {
    conversation: withoutEmpty(source.conversation),
  }) as Activity;
  if (!activity.locale) delete activity.locale;
  // Nobody knows which reaction was taken back; the schema wants a word.
  if (activity.reactionsRemoved !== undefined) {
    activity.reactionsRemoved = activity.reactionsRemoved.map(({ type }) => ({ type: type || 'unknown' }));
  }
  return activity;
}

/** What a stored conversation holds may have been `null` or empty with the SDK that stored it. */
function withoutEmpty(conversation: { readonly id: string }): ConversationAccount {
  const kept: ConversationAccount & Record<string, unknown> = { id: conversation.id };
  for (const [field, value] of Object.entries<unknown>(conversation)) {
    if (value !== null && value !== undefined && value !== '') kept[field] = value;
  }
  return kept;
}
