import type { Answer } from '../server/system';

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export const noContent: Answer = { status: 204 };

/** Keycloak's two bodies for an error: of the framework, and of its own checks. */
export function error(status: number, text: string): Answer {
  return { status, body: { error: text } };
}

export function errorMessage(status: number, text: string): Answer {
  return { status, body: { errorMessage: text } };
}

export const noUser = error(404, 'User not found');
export const notFound = error(404, 'HTTP 404 Not Found');
