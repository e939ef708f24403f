// An identity provider of its own make (npm oidc-provider) on loopback: a screen to sign in, one to agree, tokens that
// run out, refresh tokens that are used once. What an administrator does there is asked for under /control.
// Usage: node oidc_provider.mjs MODULE-FOLDER SETTINGS-JSON; says {"port"} when it is ready. (OAU-1 to OAU-7)
import http from 'node:http';
import { pathToFileURL } from 'node:url';

const [modules, text] = process.argv.slice(2);
const settings = JSON.parse(text);
const load = (name) => import(pathToFileURL(`${modules}/${name}/lib/index.js`).href);
const { default: Provider } = await load('oidc-provider');

/** Everything that was granted, where a test can take it away. */
const kept = new Map();
class Memory {
  constructor(kind) {
    this.kind = kind;
  }
  key(id) {
    return `${this.kind}:${id}`;
  }
  async upsert(id, payload) {
    kept.set(this.key(id), payload);
  }
  async find(id) {
    return kept.get(this.key(id));
  }
  async findByUid(uid) {
    return [...kept.values()].find((each) => each.uid === uid);
  }
  async findByUserCode() {
    return undefined;
  }
  async consume(id) {
    kept.get(this.key(id)).consumed = Math.floor(Date.now() / 1000);
  }
  async destroy(id) {
    kept.delete(this.key(id));
  }
  async revokeByGrantId(grant) {
    for (const [key, each] of kept) if (each.grantId === grant) kept.delete(key);
  }
}

const counted = { codes: 0, refreshes: 0, refused: 0, revoked: 0, underway: 0, underway_most: 0 };
const server = http.createServer();
await new Promise((up) => server.listen(0, '127.0.0.1', up));
const { port } = server.address();

const provider = new Provider(`http://127.0.0.1:${port}`, {
  adapter: Memory,
  clients: [
    {
      client_id: settings.client_id,
      client_secret: settings.client_secret,
      redirect_uris: settings.redirect_uris,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
    },
    {
      client_id: 'dovecot',
      client_secret: 'introspects',
      redirect_uris: [],
      grant_types: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
    },
  ],
  scopes: ['openid', 'email', 'offline_access', 'mail.read', 'mail.send'],
  claims: { openid: ['sub'], email: ['email'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['of a test'] },
  features: {
    devInteractions: { enabled: false },
    introspection: { enabled: true },
    revocation: { enabled: true },
  },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  ttl: {
    AccessToken: settings.seconds,
    AuthorizationCode: 60,
    Grant: 86400,
    IdToken: 3600,
    Interaction: 600,
    RefreshToken: 86400,
    Session: 86400,
  },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: id }) }),
  extraTokenClaims: (_, token) => ({ username: token.accountId }),
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
});

const page = (title, body) =>
  `<!doctype html><html lang="en"><title>${title}</title><main><h1>${title}</h1><form method="post">${body}</form></main></html>`;

async function body(request) {
  let whole = '';
  for await (const piece of request) whole += piece;
  return new URLSearchParams(whole);
}

async function agree(details) {
  const grant = new provider.Grant({ accountId: details.session.accountId, clientId: details.params.client_id });
  grant.addOIDCScope(details.params.scope);
  return { consent: { grantId: await grant.save() } };
}

async function interaction(request, response) {
  const details = await provider.interactionDetails(request, response);
  const isLogin = details.prompt.name === 'login';
  if (request.method === 'GET') {
    response.setHeader('Content-Type', 'text/html');
    const hint = details.params.login_hint ?? '';
    response.end(
      isLogin
        ? page('Sign in', `<label>Account <input name="login" value="${hint}"></label><button>Next</button>`)
        : page('Permissions', `<p>${details.params.scope}</p><button name="yes" value="1">Agree</button>`),
    );
    return;
  }
  const form = await body(request);
  const result = isLogin ? { login: { accountId: form.get('login') } } : await agree(details);
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

function control(request, response) {
  if (request.url === '/control/revoke') {
    for (const key of kept.keys()) if (/^(Grant|AccessToken|RefreshToken|Session):/.test(key)) kept.delete(key);
  }
  const alive = [...kept.keys()].filter((key) => key.startsWith('RefreshToken:')).length;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ ...counted, alive }));
}

provider.on('grant.success', (ctx) => {
  if (ctx.oidc.params.grant_type === 'refresh_token') counted.refreshes += 1;
  else counted.codes += 1;
});
provider.on('grant.error', () => (counted.refused += 1));
provider.on('grant.revoked', () => (counted.revoked += 1));

const answer = provider.callback();
server.on('request', (request, response) => {
  if (request.url.startsWith('/control')) return control(request, response);
  if (request.url.startsWith('/interaction/')) {
    return interaction(request, response).catch((error) => {
      console.error(error);
      response.writeHead(500).end();
    });
  }
  if (request.url === '/token') {
    counted.underway += 1;
    counted.underway_most = Math.max(counted.underway_most, counted.underway);
    response.on('close', () => (counted.underway -= 1));
  }
  return answer(request, response);
});
console.log(JSON.stringify({ port }));
