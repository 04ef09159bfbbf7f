// What @infisical/sdk 2 makes of imports and references.
import { client, seen, task, tell } from "./story.mjs";

const { InfisicalClient } = client("@infisical/sdk");
const place = { projectId: task.projectId, environment: "staging" };
const sdk = new InfisicalClient({ siteUrl: task.url, cacheTtl: 0, auth: { accessToken: task.token } });
const facts = {};

facts.list = await seen(async () =>
  (await sdk.listSecrets({ ...place, path: "/", includeImports: true, expandSecretReferences: true }))
    .map((secret) => `${secret.secretKey}=${secret.secretValue}`).sort(),
);
facts.imported = await seen(() => sdk.getSecret({ ...place, secretName: "FOO", includeImports: true }));
facts.notImported = await seen(() => sdk.getSecret({ ...place, secretName: "FOO", includeImports: false }));
facts.reference = await seen(() => sdk.getSecret({ ...place, secretName: "REFERENCE", expandSecretReferences: true }));
facts.unexpanded = await seen(() => sdk.getSecret({ ...place, secretName: "REFERENCE", expandSecretReferences: false }));
await seen(() => sdk.listSecrets({ ...place, includeImports: true, expandSecretReferences: true, attachToProcessEnv: true }));
facts.attached = [process.env.REFERENCE ?? null, process.env.FOO ?? null];

tell(facts);
