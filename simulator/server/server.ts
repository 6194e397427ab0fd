import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { CertificateSet } from './certificate-authority';
import { addControls } from './control';
import { exchange, type Stage } from './exchange';
import type { FaultList } from './faults';
import type { Answer, Method, Route } from './system';

const methods: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

interface ServerParts {
  readonly stage: Stage;
  readonly certificates: CertificateSet;
  readonly initialFaults: FaultList;
}

/** The HTTPS server in front of a system: one port, whatever host name the caller used. */
export function createServer({ stage, certificates, initialFaults }: ServerParts): FastifyInstance {
  const { ca, server } = certificates;
  const app: FastifyInstance = fastify({
    // A certificate is asked for, and judged call by call: most calls need none.
    https: { ca, ...server, requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2' },
    bodyLimit: 1_048_576,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    // A path part holds an id of 100 characters, each of which may take twelve bytes when encoded.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2_000 },
  });
  // Bodies are read as text whatever they claim to be; the contract's schemas decide.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  addControls(app, { ...stage, initialFaults });
  for (const route of stage.system.routes) addRoute(app, stage, route);
  for (const route of refusals(stage.system.routes)) addRoute(app, stage, route);
  // What never becomes a call: a body that is too large, a path that can't be decoded.
  app.setErrorHandler((error: FastifyError, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ exception: { message: error.message } }),
  );
  app.setNotFoundHandler((request, reply) => exchange(stage, nowhere, { request, reply }));
  return app;
}

function addRoute(app: FastifyInstance, stage: Stage, route: Route): void {
  app.route({
    method: route.method,
    url: route.path,
    handler: (request, reply) => exchange(stage, route, { request, reply }),
  });
}

/** For every known path the methods that it doesn't have: 405 and not 404. */
function refusals(routes: readonly Route[]): readonly Route[] {
  return [...new Set(routes.map((route) => route.path))].flatMap((path) => {
    const allowed = routes.filter((route) => route.path === path).map((route) => route.method);
    const answer = refusal(405, 'Method Not Allowed', { allow: allowed.join(', ') });
    return methods
      .filter((method) => !allowed.includes(method))
      .map((method) => ({ ...nowhere, method, path, handle: () => answer }));
  });
}

function refusal(status: number, message: string, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: { exception: { message } } };
}

const nowhere: Route = {
  method: 'GET',
  path: '',
  user: () => undefined,
  synchronisation: () => undefined,
  handle: () => refusal(404, 'Not Found'),
};
