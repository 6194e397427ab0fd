// A real Keycloak for tests: `serve.mjs CERT_DIR`, with KEYCLOAK_PASSWORD in the environment. Prints one line of JSON, its
// address, the realm's keys and its folder, and ends when its standard input does. Exit code 3: there is no Java (or Maven) here.
import { once } from 'node:events';
import { startKeycloak } from './server.mjs';

const [certDir] = process.argv.slice(2);
const password = process.env.KEYCLOAK_PASSWORD;
if (certDir === undefined || password === undefined) throw new Error('usage: KEYCLOAK_PASSWORD=… serve.mjs CERT_DIR');
const { url, keys, home, stop } = await startKeycloak({ certDir, password });
console.log(JSON.stringify({ url, keys, home }));
process.stdin.resume();
await once(process.stdin, 'end');
await stop();
