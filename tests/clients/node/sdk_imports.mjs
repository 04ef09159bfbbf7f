// What @infisical/sdk 3, 4 and 5 make of imports and references.
import { client, seen, task, tell } from "./story.mjs";

const { InfisicalSDK } = client("@infisical/sdk");
const place = { projectId: task.projectId, environment: "staging" };
const secrets = new InfisicalSDK({ siteUrl: task.url }).auth().accessToken(task.token).secrets();
const facts = {};

facts.list = await seen(async () =>
  (await secrets.listSecretsWithImports({ ...place }))
    .map((secret) => `${secret.secretKey}=${secret.secretValue} of ${secret.secretPath}`).sort(),
);
facts.tagged = await seen(async () => (await secrets.listSecrets({ ...place, tagSlugs: ["blue"] })).secrets.map((secret) => secret.secretKey));
facts.imported = await seen(() => secrets.getSecret({ ...place, secretName: "FOO", includeImports: true }));
facts.notImported = await seen(() => secrets.getSecret({ ...place, secretName: "FOO" }));
facts.reference = await seen(() => secrets.getSecret({ ...place, secretName: "REFERENCE" }));
facts.unexpanded = await seen(() => secrets.getSecret({ ...place, secretName: "REFERENCE", expandSecretReferences: false }));
await seen(() => secrets.listSecrets({ ...place, includeImports: true, attachToProcessEnv: true }));
facts.attached = [process.env.REFERENCE ?? null, process.env.FOO ?? null];

tell(facts);
