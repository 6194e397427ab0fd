import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes';
import { searchAttributes } from '../../domain/run/names';
import { ClientError } from './client-error';
import type { Temporal } from './connect';
import { guarded, isNotOffered } from './grpc-errors';

export interface SetUp {
  readonly registered: readonly string[];
  readonly missing: readonly string[];
}

type Name = keyof typeof searchAttributes;

/** Which search attributes the namespace has. Throws `ClientError`. */
export async function checkSetup(temporal: Temporal): Promise<SetUp> {
  const present = await presentAttributes(temporal);
  const names = attributeNames();
  return { registered: names.filter((name) => present.has(name)), missing: names.filter((name) => !present.has(name)) };
}

/**
 * Registers the search attributes that are missing; again, nothing. Answers those it registered.
 * Throws `ClientError`: TEMPORAL_DENIED with the names where the service lets nobody register them this way.
 */
export async function setUp(temporal: Temporal): Promise<readonly string[]> {
  const { missing } = await checkSetup(temporal);
  if (missing.length === 0) return [];
  const wanted = missing.flatMap((name) => (isName(name) ? [[name, encoded(name)] as const] : []));
  const { client, namespace } = temporal;
  await administer(() =>
    client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(wanted) }),
  );
  return missing;
}

async function presentAttributes({ client, namespace }: Temporal): Promise<ReadonlySet<string>> {
  const { customAttributes } = await administer(() =>
    client.connection.operatorService.listSearchAttributes({ namespace }),
  );
  const present = Object.entries(customAttributes);
  const wrong = present.find(([name, type]) => isName(name) && type !== encoded(name));
  if (wrong !== undefined) {
    throw new ClientError(
      'SEARCH_ATTRIBUTES_MISSING',
      `The search attribute ${wrong[0]} exists with another type.`,
      'Remove it from the namespace, or use a namespace of its own.',
    );
  }
  return new Set(present.map(([name]) => name));
}

function administer<T>(work: () => Promise<T>): Promise<T> {
  return guarded(async () => {
    try {
      return await work();
    } catch (error) {
      if (!isNotOffered(error)) throw error;
      const list = attributeNames().map((name) => `${name} (${searchAttributes[name]})`);
      throw new ClientError(
        'TEMPORAL_DENIED',
        'This service does not let its search attributes be managed with this connection.',
        `Register them in the namespace's administration: ${list.join(', ')}.`,
      );
    }
  });
}

function attributeNames(): readonly Name[] {
  return Object.keys(searchAttributes).filter(isName);
}

function isName(name: string): name is Name {
  return Object.hasOwn(searchAttributes, name);
}

function encoded(name: Name): number {
  return encodeSearchAttributeIndexedValueType(searchAttributes[name]) ?? 0;
}
