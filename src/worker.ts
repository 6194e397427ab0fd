import { becomeCommand } from './cli/command-line';

// The worker as deployments start it: `onboard worker`, configured by ONBOARD_CONFIG and TEMPORAL_*.
void becomeCommand(['worker', ...process.argv.slice(2)]);
