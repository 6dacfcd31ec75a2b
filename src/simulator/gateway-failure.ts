import type { GatewayErrorBody } from '../whatsgate/wire';

/** Error names by HTTP status, as Yii2 has them; only `Unauthorized` was ever seen (reference 1.1). */
const NAMES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Payload Too Large',
  422: 'Unprocessable entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** The error name that belongs to an HTTP status. */
export function errorName(status: number): string {
  return NAMES[status] ?? 'Exception';
}

/** A command that the gateway refuses: becomes an HTTP status and the documented error object. */
export class GatewayFailure extends Error {
  readonly status: number;
  readonly title: string;

  /**
   * @param status HTTP status of the answer.
   * @param message A sentence for the person who reads the answer.
   * @param title The error's `name`; the one that belongs to the status when left out.
   */
  constructor(status: number, message: string, title = errorName(status)) {
    super(message);
    this.name = 'GatewayFailure';
    this.status = status;
    this.title = title;
  }
}

/**
 * The error object of every command (requests page, "Errors").
 * @param withStatus Whether it carries `status`, which only the OpenAPI file's 401 example does.
 */
export function errorBody(failure: GatewayFailure, withStatus: boolean): GatewayErrorBody {
  const body = { name: failure.title, message: failure.message, code: 0 };
  return withStatus ? { ...body, status: failure.status } : body;
}
