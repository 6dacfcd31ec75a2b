import assert from 'node:assert/strict';
import { faultInput } from '../../../../src/simulator/control/input';
import { FAULT_CHOICES } from '../../../../src/simulator/page/fault-choices';
import { readDocument, codeIn, tableOf } from '../../../docs/support/markdown';

describe('the faults of the page', () => {
  for (const { label, target, name, fault, amount } of FAULT_CHOICES) {
    it(`can be set: ${label}`, () => {
      const whole = amount === undefined ? fault : { ...fault, [amount.field]: amount.value };
      assert.deepEqual(faultInput.parse({ target, name, fault: whole }), { target, name, fault: whole });
    });
  }

  it('are all that docs/simulator.md names', () => {
    const document = readDocument('docs/simulator.md');
    for (const target of ['command', 'webhook'] as const) {
      const column = `${target} fault`;
      const named = tableOf(document, column).flatMap((row) => codeIn(row[column] ?? ''));
      const offered = FAULT_CHOICES.filter((choice) => choice.target === target).map(
        ({ fault }) => fault['kind'],
      );
      assert.deepEqual([...new Set(offered)].sort(), named.sort());
    }
  });
});
