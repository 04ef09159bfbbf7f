// The story of @infisical/sdk 2, which is a binary inside a package and decodes
// every answer strictly.
import { client, seen, task, tell } from "./story.mjs";

const { InfisicalClient } = client("@infisical/sdk");
const place = { projectId: task.projectId, environment: "dev" };
const facts = {};
const settings = { siteUrl: task.url, cacheTtl: 0 };
const withSecret = (clientSecret) =>
  new InfisicalClient({ ...settings, auth: { universalAuth: { clientId: task.clientId, clientSecret } } });
const withToken = (accessToken) => new InfisicalClient({ ...settings, auth: { accessToken } });
const names = (list) => list.map((secret) => secret.secretKey).sort();

const sdk = withSecret(task.clientSecret);
facts.wrongSecret = await seen(() => withSecret("0".repeat(64)).getSecret({ ...place, secretName: "FOO" }));
facts.read = await seen(() => sdk.getSecret({ ...place, secretName: "FOO", path: "/", type: "shared" }));
facts.created = await seen(() => sdk.createSecret({
  ...place, secretName: "NEW", secretValue: "one", secretComment: "why", path: "/", type: "shared", skipMultilineEncoding: false,
}));
facts.updated = await seen(() => sdk.updateSecret({ ...place, secretName: "NEW", secretValue: "two", path: "/", type: "shared" }));
facts.listed = await seen(async () => names(await sdk.listSecrets({ ...place })));
facts.duplicate = await seen(() => sdk.createSecret({ ...place, secretName: "FOO", secretValue: "x" }));
facts.missing = await seen(() => sdk.getSecret({ ...place, secretName: "NO_SUCH" }));
facts.deleted = await seen(() => sdk.deleteSecret({ ...place, secretName: "NEW" }));
facts.listedAfter = await seen(async () => names(await sdk.listSecrets({ ...place })));
facts.inFolder = await seen(() => sdk.createSecret({ ...place, secretName: "PASSWORD", secretValue: "p", path: "/db" }));
facts.recursive = await seen(async () => names(await sdk.listSecrets({ ...place, path: "/", recursive: true })));

facts.byToken = await seen(() => withToken(task.token).getSecret({ ...place, secretName: "FOO" }));
facts.revoked = await seen(() => withToken(task.revokedToken).getSecret({ ...place, secretName: "FOO" }));
facts.forbidden = await seen(() => withToken(task.strangerToken).getSecret({ ...place, secretName: "FOO" }));

tell(facts);
