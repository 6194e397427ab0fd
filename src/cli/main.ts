#!/usr/bin/env node
import './early-signal';

// Loaded after the above, for that is what takes the time.
void import('./command-line.js').then(({ becomeCommand }) => becomeCommand(process.argv.slice(2)));
