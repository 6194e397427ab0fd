import type { NativeConnectionOptions } from '@temporalio/worker';
import { proxyAddress, proxyLogin } from '../proxy/choose-proxy';

/** The proxy on the way to Temporal, for a worker's connection: its library never looks at the environment. */
export function nativeProxy(proxy: URL | undefined): Pick<NativeConnectionOptions, 'proxy'> {
  if (proxy === undefined) return {};
  const login = proxyLogin(proxy);
  return {
    proxy: {
      type: 'http-connect',
      targetHost: proxyAddress(proxy),
      ...(login === undefined ? {} : { basicAuth: login }),
    },
  };
}
