// The story of @infisical/sdk 3, 4 and 5, whose interfaces are one: what a
// newer one adds is asked for by name.
import { client, seen, task, tell } from "./story.mjs";

const { InfisicalSDK } = client("@infisical/sdk");
const place = { projectId: task.projectId, environment: "dev" };
const facts = {};
const names = (list) => list.map((secret) => secret.secretKey).sort();

const sdk = new InfisicalSDK({ siteUrl: task.url });
facts.wrongSecret = await seen(() =>
  new InfisicalSDK({ siteUrl: task.url }).auth().universalAuth.login({ clientId: task.clientId, clientSecret: "0".repeat(64) }),
);
facts.nobody = await seen(() => sdk.secrets().getSecret({ ...place, secretName: "FOO" }));
await sdk.auth().universalAuth.login({ clientId: task.clientId, clientSecret: task.clientSecret });
const secrets = sdk.secrets();

facts.read = await seen(() => secrets.getSecret({ ...place, secretName: "FOO" }));
facts.created = await seen(() => secrets.createSecret("NEW", {
  ...place, secretValue: "one", secretComment: "why", secretPath: "/", tagIds: [task.tagId], skipMultilineEncoding: true,
  secretReminderNote: "rotate me", secretReminderRepeatDays: 30, type: "shared",
}));
facts.updated = await seen(() => secrets.updateSecret("NEW", { ...place, secretValue: "two", secretComment: "because" }));
facts.firstVersion = await seen(() => secrets.getSecret({ ...place, secretName: "NEW", version: 1 }));
facts.renamed = await seen(() => secrets.updateSecret("NEW", { ...place, newSecretName: "RENAMED" }));
facts.hidden = await seen(() => secrets.getSecret({ ...place, secretName: "RENAMED", viewSecretValue: false }));
facts.empty = await seen(() => secrets.createSecret("EMPTY", { ...place, secretValue: "" }));
facts.multiline = await seen(() => secrets.createSecret("MULTILINE", { ...place, secretValue: "first\nsecond\n" }));
facts.unusual = await seen(() => secrets.createSecret("ünusual.name-1", { ...place, secretValue: "naïve ☃" }));
facts.unusualRead = await seen(() => secrets.getSecret({ ...place, secretName: "ünusual.name-1" }));
facts.listed = await seen(async () => names((await secrets.listSecrets({ ...place })).secrets));
facts.duplicate = await seen(() => secrets.createSecret("FOO", { ...place, secretValue: "x" }));
facts.missing = await seen(() => secrets.getSecret({ ...place, secretName: "NO_SUCH" }));
facts.unknownProject = await seen(() => secrets.listSecrets({ projectId: "nowhere", environment: "dev" }));
facts.invalid = await seen(() => secrets.createSecret("NAME", { ...place, secretValue: "x", secretPath: "/.." }));
facts.personal = await seen(() => secrets.createSecret("FOO", { ...place, secretValue: "x", type: "personal" }));
facts.deleted = await seen(() => secrets.deleteSecret("RENAMED", { ...place }));
facts.listedAfter = await seen(async () => names((await secrets.listSecrets({ ...place })).secrets));

facts.folder = await seen(() => sdk.folders().create({ ...place, name: "db", path: "/", description: "databases" }));
if (sdk.folders().listFolders) {
  facts.folders = await seen(() => sdk.folders().listFolders({ ...place, path: "/" }));
}
facts.inFolder = await seen(() => secrets.createSecret("PASSWORD", { ...place, secretPath: "/db", secretValue: "p" }));
facts.recursive = await seen(async () => names((await secrets.listSecrets({ ...place, secretPath: "/", recursive: true })).secrets));
facts.notRecursive = await seen(async () => names((await secrets.listSecrets({ ...place, secretPath: "/" })).secrets));

facts.environment = await seen(() => sdk.environments().create({ projectId: task.projectId, name: "Quality", slug: "qa", position: 4 }));
facts.project = await seen(() => sdk.projects().create({ projectName: "From Node", type: "secret-manager", projectDescription: "made by a client" }));
facts.invited = await seen(() => sdk.projects().inviteMembers({ projectId: facts.project.id, emails: [task.email] }));

if (sdk.auth().getAccessToken) {
  facts.tokenBefore = sdk.auth().getAccessToken();
}
facts.renewed = await seen(async () => { await sdk.auth().universalAuth.renew(); });
if (sdk.auth().getAccessToken) {
  facts.tokenAfter = sdk.auth().getAccessToken();
}
facts.afterRenewal = await seen(() => sdk.secrets().getSecret({ ...place, secretName: "FOO" }));
const other = new InfisicalSDK({ siteUrl: task.url }).auth().accessToken(task.revokedToken);
facts.revoked = await seen(() => other.secrets().getSecret({ ...place, secretName: "FOO" }));
const stranger = new InfisicalSDK({ siteUrl: task.url }).auth().accessToken(task.strangerToken);
facts.forbidden = await seen(() => stranger.secrets().getSecret({ ...place, secretName: "FOO" }));

tell(facts);
