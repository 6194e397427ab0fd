export interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly location: string | undefined;
}

/** One call below `/admin/realms/acme`, by the account of the worker. */
export type Ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) => Promise<Answered>;

export interface Case {
  readonly title: string;
  /** Each case has people of its own, by this name. */
  readonly run: (ask: Ask, name: string) => Promise<unknown>;
  readonly answer: unknown;
}

export const person = (name: string) => ({
  ...{ username: name, email: `${name}@acme.example`, firstName: 'Ada', lastName: 'Lovelace' },
  ...{ enabled: true },
});

export const nobody = '00000000-0000-4000-a000-000000000000';
export const statusOf = async (answer: Promise<Answered>) => (await answer).status;
export const statusAndBody = async (answer: Promise<Answered>) => {
  const { status, body } = await answer;
  return [status, body];
};

export async function made(ask: Ask, user: object): Promise<string> {
  const { location = '' } = await ask('POST', '/users', user);
  return location.split('/').at(-1) ?? '';
}

/** The named fields of each entry of a list. */
export async function fieldsOf(answer: Promise<Answered>, ...fields: readonly string[]): Promise<unknown> {
  const { body } = await answer;
  const entries = Array.isArray(body) ? body : [body];
  return entries.map((entry) => fields.map((field) => Object(entry)[field]));
}

export async function idOf(answer: Promise<Answered>): Promise<string> {
  const { body } = await answer;
  const first = Array.isArray(body) ? body[0] : body;
  return String(Object(first).id);
}

export const nameOf = (username: string) => `/users?username=${encodeURIComponent(username)}&exact=true`;
