import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { withExamples } from '../../command/examples';
import type { Action } from '../../command/action';
import { wholeNumber } from '../../options/whole-number';

const Flags = z.object({
  host: z.string(),
  port: z.int(),
  uiOrigin: z.array(z.string()),
  token: z.string(),
  cert: z.string().optional(),
  key: z.string().optional(),
});
export type CodecServerCommandFlags = z.infer<typeof Flags>;

export function codecServerCommand(action: Action): Command {
  const command = new Command('codec-server')
    .description(
      'Decrypt payloads for the Web UI and the Temporal CLI, with the keys of ONBOARD_CODEC_KEYS. Prints one line of JSON when it is ready; ends on Ctrl-C or SIGTERM.',
    )
    .requiredOption('--ui-origin <origin>', 'address of a Web UI whose pages may ask; may be repeated', addOrigin)
    .option(
      '--token <place>',
      'where the token is that everybody must show: env:NAME or file:PATH',
      'env:ONBOARD_CODEC_TOKEN',
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(new Option('--port <n>', 'port; 0 takes any free one').argParser(wholeNumber(0, 65_535)).default(8081))
    .option('--cert <file>', 'certificate in PEM, to serve HTTPS')
    .option('--key <file>', 'its key in PEM');
  withExamples(command, [
    ['onboard codec-server --ui-origin http://localhost:8233', 'for the Web UI of a development server'],
    ['onboard codec-server --ui-origin https://temporal.example --cert tls.crt --key tls.key', 'over HTTPS'],
  ]);
  return command.action(
    action(async (context) => {
      const { serveCodec } = await import('./serve-codec.js');
      return serveCodec(context, Flags.parse(command.opts()));
    }),
  );
}

function addOrigin(text: string, before: readonly string[] | undefined): readonly string[] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.origin !== text.replace(/\/$/, '')) {
    throw new InvalidArgumentError('Write scheme, host and port, such as http://localhost:8233.');
  }
  return [...(before ?? []), url.origin];
}
