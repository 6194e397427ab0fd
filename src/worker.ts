import './cli/early-signal';

// The worker as deployments start it: `onboard worker`, configured by ONBOARD_CONFIG and TEMPORAL_*.
void import('./cli/command-line.js').then(({ becomeCommand }) => becomeCommand(['worker', ...process.argv.slice(2)]));
