#!/usr/bin/env node
// The `onboard` command of a checkout: makes the checkout ready when it is not, then becomes the built command.
import './early-signal.mjs';
import Module from 'node:module';
import { join } from 'node:path';
import { root } from '../scripts/build/checkout.mjs';
import { setUpOrEnd } from '../scripts/setup.mjs';

await setUpOrEnd();
process.argv[1] = join(root, 'dist', 'src', 'cli', 'main.js');
Module.runMain();
