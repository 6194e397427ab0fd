import { request } from 'node:https';

/** One call over HTTPS with the certificate authority `ca`: the status, the headers and the parsed body, if there is one. */
export function call({ ca, method = 'GET', url, token, json, form }) {
  const text = json === undefined ? form && new URLSearchParams(form).toString() : JSON.stringify(json);
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { ca, method, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (part) => {
        body += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: parsed(body) }));
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

/** As `call`, but anything other than success throws. */
export async function mustCall(sent) {
  const answer = await call(sent);
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new Error(
    `${sent.method ?? 'GET'} ${new URL(sent.url).pathname}: ${answer.status} ${JSON.stringify(answer.body)}`,
  );
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
