import { stopServer } from './global-setup';

export default function globalTeardown(): void {
  stopServer();
}
