import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const folder = join(__dirname, '..', '..', 'examples', 'pipelines');

/** The program in the image, as the examples call it. */
export const program = '/app/dist/src/cli/main.js';
/** The same in this checkout. */
export const builtProgram = join(__dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');

export const pathOf = (file: string): string => join(folder, file);

/** Every document of an example. Throws for what YAML itself does not allow, duplicate keys included. */
export function documentsOf(file: string): unknown[] {
  return parseAllDocuments(readFileSync(pathOf(file), 'utf8')).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS();
  });
}

const Variable = z.object({ name: z.string(), value: z.string().optional() });
const Mount = z.object({ name: z.string(), mountPath: z.string() });
const Container = z.object({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()),
  args: z.array(z.string()).default([]),
  env: z.array(Variable).default([]),
  volumeMounts: z.array(Mount).default([]),
  securityContext: z.object({ allowPrivilegeEscalation: z.literal(false), readOnlyRootFilesystem: z.literal(true) }),
  resources: z.object({ requests: z.object({}), limits: z.object({ memory: z.string() }) }),
});
export type Container = z.infer<typeof Container>;

const PolicyRule = z.object({
  action: z.enum(['FailJob', 'Ignore', 'Count', 'FailIndex']),
  onExitCodes: z
    .object({ containerName: z.string(), operator: z.literal('In'), values: z.array(z.number()) })
    .optional(),
  onPodConditions: z.array(z.object({ type: z.string(), status: z.string() })).optional(),
});

const PodSpec = z.object({
  restartPolicy: z.string(),
  serviceAccountName: z.string(),
  automountServiceAccountToken: z.boolean(),
  securityContext: z.object({ runAsNonRoot: z.literal(true), runAsUser: z.number() }),
  initContainers: z.array(Container).default([]),
  containers: z.array(Container),
  volumes: z.array(z.looseObject({ name: z.string() })),
});

const Metadata = z.object({
  name: z.string(),
  namespace: z.string(),
  annotations: z.record(z.string(), z.string()).default({}),
});

const Job = z.object({
  kind: z.literal('Job'),
  metadata: Metadata,
  spec: z.object({
    activeDeadlineSeconds: z.number(),
    backoffLimit: z.number(),
    podFailurePolicy: z.object({ rules: z.array(PolicyRule) }),
    template: z.object({ spec: PodSpec }),
  }),
});
export type Job = z.infer<typeof Job>;

const Role = z.object({
  kind: z.literal('Role'),
  metadata: Metadata,
  rules: z.array(
    z.strictObject({
      apiGroups: z.tuple([z.literal('')]),
      resources: z.tuple([z.literal('secrets')]),
      resourceNames: z.array(z.string()).min(1),
      verbs: z.tuple([z.literal('get')]),
    }),
  ),
});
export type Role = z.infer<typeof Role>;

const Binding = z.object({
  kind: z.literal('RoleBinding'),
  metadata: Metadata,
  roleRef: z.object({ kind: z.literal('Role'), name: z.string() }),
  subjects: z.array(z.object({ kind: z.literal('ServiceAccount'), name: z.string(), namespace: z.string() })),
});
export type Binding = z.infer<typeof Binding>;

/** The Job, roles and bindings of an example. */
export function objectsOf(file: string): { job: Job; roles: Role[]; bindings: Binding[] } {
  const documents = documentsOf(file);
  const ofKind = <T>(schema: z.ZodType<T>, kind: string): T[] =>
    documents
      .filter((document) => z.object({ kind: z.literal(kind) }).safeParse(document).success)
      .map((document) => schema.parse(document));
  const [job] = ofKind(Job, 'Job');
  if (job === undefined) throw new Error(`${file} has no Job`);
  return { job, roles: ofKind(Role, 'Role'), bindings: ofKind(Binding, 'RoleBinding') };
}

/** The secrets that the roles of an example let be read, as `namespace/name`. */
export function readable(file: string): string[] {
  return objectsOf(file)
    .roles.flatMap(({ metadata, rules }) =>
      rules.flatMap(({ resourceNames }) => resourceNames.map((name) => `${metadata.namespace}/${name}`)),
    )
    .toSorted();
}
