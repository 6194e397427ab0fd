import type { ConnectionOptions } from '@temporalio/client';
import { environmentProxy, proxyAddress, ProxyError, proxyLogin } from '../../proxy/choose-proxy';
import { ClientError } from './client-error';

/** The proxy that the environment names for a Temporal server, if any. Throws `ClientError` TEMPORAL_MISCONFIGURED. */
export function proxyTo(address: string, variables: Readonly<Record<string, string | undefined>>): URL | undefined {
  const [, host = '', port = '7233'] = /^(.*?)(?::(\d+))?$/.exec(address) ?? [];
  try {
    const proxy = environmentProxy(variables)({ scheme: 'grpc', host, port: Number(port) });
    if (proxy?.protocol !== 'https:') return proxy;
    throw new ProxyError('PROXY_MISNAMED', 'gRPC reaches a proxy over plain http:// alone');
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error;
    const remedy = 'Correct grpc_proxy or https_proxy, or name the host of Temporal in no_proxy.';
    throw new ClientError('TEMPORAL_MISCONFIGURED', `The way to Temporal is not usable: ${error.message}.`, remedy);
  }
}

/** Where a client connects to. The library's own look at the environment is off: it takes loopback to a proxy, too. */
export function dialled(address: string, proxy: URL | undefined): Pick<ConnectionOptions, 'address' | 'channelArgs'> {
  const direct = { 'grpc.enable_http_proxy': 0 };
  if (proxy === undefined) return { address, channelArgs: direct };
  const login = proxyLogin(proxy);
  return {
    address: proxyAddress(proxy),
    channelArgs: {
      ...direct,
      'grpc.default_authority': address,
      'grpc.http_connect_target': `dns:${address}`,
      ...(login === undefined ? {} : { 'grpc.http_connect_creds': `${login.username}:${login.password}` }),
    },
  };
}
