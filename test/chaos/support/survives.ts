import assert from 'node:assert/strict';
import { runChaos, type ChaosPlan } from './chaos';

/** Nothing is lost, answered twice or out of order. */
export async function survives(plan: ChaosPlan): Promise<void> {
  const report = await runChaos(plan);
  console.log(
    `      ${plan.engine.kind}: ${plan.conversations * plan.eventsEach} events in ${report.seconds.toFixed(1)} s, ` +
      `${plan.kills} kills, ${report.dead} dead letters (${report.replayed} replayed)`,
  );
  const { lost, twice, outOfOrder } = report;
  assert.deepEqual({ lost, twice, outOfOrder }, { lost: [], twice: [], outOfOrder: [] });
}
