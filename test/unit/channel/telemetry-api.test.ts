import assert from 'node:assert/strict';
import Module from 'node:module';
import sinon from 'sinon';
import { loadTelemetryApi } from '../../../src/channel/telemetry';
import { WhatsGateConfigurationError } from '../../../src/whatsgate/errors';

describe("OpenTelemetry's API", () => {
  afterEach(() => sinon.restore());

  it('is loaded when it is there', () => {
    assert.equal(typeof loadTelemetryApi().trace.getTracer, 'function');
  });

  it('is asked for in one sentence when it is missing', () => {
    const missing = Object.assign(new Error("Cannot find module '@opentelemetry/api'"), {
      code: 'MODULE_NOT_FOUND',
    });
    sinon.stub(Module.prototype, 'require').throws(missing);
    assert.throws(loadTelemetryApi, (error) => {
      sinon.restore();
      assert.ok(error instanceof WhatsGateConfigurationError);
      assert.match(error.message, /npm install @opentelemetry\/api/);
      return error.cause === missing;
    });
  });
});
