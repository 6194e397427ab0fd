#!/usr/bin/env node
import { becomeCommand } from './command-line';

void becomeCommand(process.argv.slice(2));
