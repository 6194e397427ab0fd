import { InvalidArgumentError } from 'commander';
import { defineCommand } from '../../command/define-command';
import { own, parsed, required, text, withDefault } from '../../command/option';
import { wholeNumber } from '../../options';

function addOrigin(given: string, before: readonly string[] | undefined): readonly string[] {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.origin !== given.replace(/\/$/, '')) {
    throw new InvalidArgumentError('Write scheme, host and port, such as http://localhost:8233.');
  }
  return [...(before ?? []), url.origin];
}

const serving = own({
  uiOrigins: required(
    parsed('--ui-origin <origin>', 'address of a Web UI whose pages may ask; may be repeated', addOrigin),
  ),
  token: withDefault(
    text('--token <place>', 'where the token is that everybody must show: env:NAME or file:PATH'),
    'env:ONBOARD_CODEC_TOKEN',
  ),
  host: withDefault(text('--host <address>', 'address to listen on'), '127.0.0.1'),
  port: withDefault(parsed('--port <n>', 'port; 0 takes any free one', wholeNumber(0, 65_535)), 8081),
  cert: text('--cert <file>', 'certificate in PEM, to serve HTTPS'),
  key: text('--key <file>', 'its key in PEM'),
});

export const codecServerCommand = defineCommand({
  name: 'codec-server',
  summary:
    'Decrypt payloads for the Web UI and the Temporal CLI, with the keys of ONBOARD_CODEC_KEYS. Prints one line of JSON when it is ready; ends on Ctrl-C or SIGTERM.',
  options: { serving },
  examples: [
    ['onboard codec-server --ui-origin http://localhost:8233', 'for the Web UI of a development server'],
    ['onboard codec-server --ui-origin https://temporal.example --cert tls.crt --key tls.key', 'over HTTPS'],
  ],
  run: async () => (await import('./serve-codec.js')).serveCodec,
});
