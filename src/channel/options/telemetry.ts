import { z } from 'zod';

/** What is measured. */
export interface TelemetryOptions {
  /** Makes traces and metrics with OpenTelemetry's API, which has to be installed (`@opentelemetry/api`). Default false. */
  readonly telemetry?: boolean;
}

/** The same, read. */
export interface TelemetrySettings {
  readonly telemetry: boolean;
}

/** What these options have to look like. */
export const telemetryShape = {
  telemetry: z.boolean().optional(),
};

/** Fills in what was left out of checked options. */
export function readTelemetryOptions({ telemetry }: TelemetryOptions): TelemetrySettings {
  return { telemetry: telemetry ?? false };
}
