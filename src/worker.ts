import { runCommandLine } from './cli/command-line';

// The worker as deployments start it: `onboard worker`, configured by ONBOARD_CONFIG and TEMPORAL_*.
void runCommandLine(['worker', ...process.argv.slice(2)]);
