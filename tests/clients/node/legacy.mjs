// The story of infisical-node: a service token whose last part is the key under
// which the project's key is encrypted. Whatever fails, the client answers from
// its own environment, so every fact says where it came from.
import { client, task, tell } from "./story.mjs";

console.warn = () => {};
const InfisicalClient = client("infisical-node");
const shared = { environment: "dev", path: "/", type: "shared" };
const facts = {};
const open = (token) => new InfisicalClient({ token, siteURL: task.url, cacheTTL: 0 });
process.env.FOO = "from the environment";
process.env.NO_SUCH = "from the environment";

const four = open(task.token + "." + task.key);
facts.created = await four.createSecret("FOO", "BAR", shared);
facts.read = await open(task.token + "." + task.key).getSecret("FOO", shared);
facts.updated = await four.updateSecret("FOO", "BAZ", shared);
facts.readAfter = await open(task.token + "." + task.key).getSecret("FOO", shared);
facts.inFolder = await four.createSecret("PASSWORD", "p", { ...shared, path: "/db" });
facts.listed = await open(task.token + "." + task.key).getAllSecrets({ environment: "dev", path: "/", attachToProcessEnv: true, includeImports: true });
facts.attached = process.env.IMPORTED ?? null;
facts.missing = await four.getSecret("NO_SUCH", shared);
facts.deleted = await four.deleteSecret("FOO", shared);
facts.gone = await open(task.token + "." + task.key).getSecret("FOO", shared);
// Without the key the client sends only two of three parts, is refused, and falls back.
facts.three = await open(task.token).getSecret("FOO", shared);

tell(facts);
