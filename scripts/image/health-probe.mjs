// Ends with 0 when an HTTP(S) address answers 200. Without arguments: the liveness address of the worker in this
// container. Usage: node health-probe.mjs [URL [CA_FILE]]
import { readFileSync } from 'node:fs';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

const [url = livenessUrl(), caFile] = process.argv.slice(2);
const get = url.startsWith('https:') ? getHttps : getHttp;
const options = { timeout: 4_000, ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }) };
const request = get(url, options, (answer) => process.exit(answer.statusCode === 200 ? 0 : 1));
request.on('error', () => process.exit(1));
request.on('timeout', () => process.exit(1));

function livenessUrl() {
  const address = process.env.ONBOARD_HEALTH_ADDRESS ?? '';
  return `http://127.0.0.1:${address.slice(address.lastIndexOf(':') + 1)}/healthz`;
}
