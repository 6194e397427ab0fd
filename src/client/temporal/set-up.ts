import { searchAttributes } from '../../domain/run/search-attributes';
import { ClientError } from './client-error';
import type { Temporal } from './connect';
import { guarded, isNotOffered } from './grpc-errors';

export interface SetUp {
  readonly registered: readonly string[];
  readonly missing: readonly string[];
}

/** temporal/api/enums/v1/common.proto: IndexedValueType. */
const indexedTypes = { KEYWORD: 2, INT: 3 } as const;

const wanted = Object.entries(searchAttributes).map(([name, type]) => [name, indexedTypes[type]] as const);

/** Which search attributes the namespace has. Throws `ClientError`. */
export async function checkSetup(temporal: Temporal): Promise<SetUp> {
  const present = await presentAttributes(temporal);
  const names = Object.keys(searchAttributes);
  return { registered: names.filter((name) => present.has(name)), missing: names.filter((name) => !present.has(name)) };
}

/**
 * Registers the search attributes that are missing; again, nothing. Answers those it registered.
 * Throws `ClientError`: TEMPORAL_DENIED with the names where the service lets nobody register them this way.
 */
export async function setUp(temporal: Temporal): Promise<readonly string[]> {
  const { missing } = await checkSetup(temporal);
  if (missing.length === 0) return [];
  const { client, namespace } = temporal;
  const fresh = Object.fromEntries(wanted.filter(([name]) => missing.includes(name)));
  const register = () => client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes: fresh });
  try {
    await administer(register);
  } catch (error) {
    if (error instanceof ClientError && error.code === 'SEARCH_ATTRIBUTES_MISSING') throw withoutRoom(missing, error);
    throw error;
  }
  return missing;
}

/** A namespace on an SQL database has room for ten of type Keyword and three of type Int (common/searchattribute/defs.go). */
function withoutRoom(missing: readonly string[], { message, cause }: ClientError): ClientError {
  const list = missing.map((name) => `${name} (${searchAttributes[name] ?? ''})`).join(', ');
  return new ClientError(
    'SEARCH_ATTRIBUTES_MISSING',
    `The namespace takes no more search attributes; it lacks ${list}. ${message}`,
    'Remove some that nobody uses (temporal operator search-attribute remove), or use a namespace of its own: --namespace.',
  ).because(cause);
}

async function presentAttributes({ client, namespace }: Temporal): Promise<ReadonlySet<string>> {
  const { customAttributes } = await administer(() =>
    client.connection.operatorService.listSearchAttributes({ namespace }),
  );
  const present = new Map(Object.entries(customAttributes));
  const wrong = wanted.find(([name, type]) => (present.get(name) ?? type) !== type);
  if (wrong !== undefined) {
    throw new ClientError(
      'SEARCH_ATTRIBUTES_MISSING',
      `The search attribute ${wrong[0]} exists with another type.`,
      'Remove it from the namespace, or use a namespace of its own.',
    );
  }
  return new Set(present.keys());
}

function administer<T>(work: () => Promise<T>): Promise<T> {
  return guarded(async () => {
    try {
      return await work();
    } catch (error) {
      if (!isNotOffered(error)) throw error;
      const list = Object.entries(searchAttributes).map(([name, type]) => `${name} (${type})`);
      throw new ClientError(
        'TEMPORAL_DENIED',
        'This service does not let its search attributes be managed with this connection.',
        `Register them in the namespace's administration: ${list.join(', ')}.`,
      );
    }
  });
}
