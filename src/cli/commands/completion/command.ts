import { defineCommand, type Definition } from '../../command/define-command';
import { argumentOf, group } from '../../command/option';

const shells = ['bash', 'zsh', 'fish'] as const;

/** `commands`: all there are, this one too. */
export function completionCommand(commands: () => readonly Definition[]): Definition {
  const shell = argumentOf('<shell>', `whose completion: ${shells.join(', ')}`, shells);
  return defineCommand({
    name: 'completion',
    summary: 'Print what makes a shell complete commands, options and their choices.',
    options: {
      shell: group('own', { shell }, (said) => said.shell),
      commands: group('own', {}, commands),
    },
    examples: [
      ['onboard completion bash > ~/.local/share/bash-completion/completions/onboard', 'bash'],
      ['onboard completion zsh > "${fpath[1]}/_onboard"', 'zsh'],
      ['onboard completion fish > ~/.config/fish/completions/onboard.fish', 'fish'],
    ],
    run: async () => (await import('./scripts.js')).printCompletion,
  });
}
