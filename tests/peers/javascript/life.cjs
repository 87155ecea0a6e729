// The life of a cluster with AWS's SDK for JavaScript, as scripts of our users would go through it.
//
// Usage: node life.cjs ENDPOINT REGION OTHER_REGION
// NODE_PATH leads to the SDK, and credentials come from the environment; the endpoint must have the
// emulator's control surface. Prints one JSON document.
"use strict";

const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const sdk = require("@aws-sdk/client-cloudhsm-v2");

const [endpoint, region, other] = process.argv.slice(2);
const PATIENCE = 60_000;
const NEW = "hsm2m.medium";

// Which operations were answered, in what state a cluster was, and how calls were refused.
const called = new Set();
const steps = [];
const refusals = {};

function clientOf(region) {
    // `maxAttempts: 1` tries twice here: each call is sent once, so that no refusal goes unseen.
    const retryStrategy = { mode: "none", retry: (next, args) => next(args) };
    const client = new sdk.CloudHSMV2({ region, endpoint, retryStrategy });
    const note = (next, context) => async args => {
        const answer = await next(args);
        called.add(context.commandName.replace(/Command$/, ""));
        return answer;
    };
    client.middlewareStack.add(note, { step: "initialize", name: "note" });
    return client;
}

const hsm = clientOf(region);
const away = clientOf(other);

async function control(path, body = {}) {
    const request = {
        method: "POST", body: JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE),
    };
    const answer = await fetch(`${endpoint}/_emulator/${path}`, request);
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`);
}

async function waitFor(what, ask) {
    const end = Date.now() + PATIENCE;
    while (Date.now() < end) {
        const found = await ask();
        if (found) return found;
        await new Promise(resolve => setTimeout(resolve, 50));
    }
    throw new Error(`${what}: not within ${PATIENCE} ms`);
}

async function clusterOf(id) {
    const page = await hsm.describeClusters({ Filters: { clusterIds: [id] } });
    return page.Clusters[0];
}

async function waitForState(id, state) {
    const cluster = await waitFor(`${id} ${state}`, async () => {
        const cluster = await clusterOf(id);
        const settled = cluster.Hsms.every(it => it.State === "ACTIVE");
        return cluster.State === state && settled && cluster;
    });
    steps.push(state);
    return cluster;
}

// What the SDK makes of a refusal: the class, and what an exception of AWS's carries.
async function refusalOf(call) {
    try {
        await call();
    } catch (error) {
        assert.ok(error instanceof sdk.CloudHSMV2ServiceException, error.stack);
        const { httpStatusCode: status, requestId } = error.$metadata;
        assert.ok(requestId, error.stack);
        return { class: error.constructor.name, name: error.name, message: error.message, status };
    }
    return null;
}

async function refused(what, call) {
    refusals[what] = await refusalOf(call);
}

async function all(pages, member) {
    const found = [];
    for await (const page of pages) found.push(...page[member]);
    return found;
}

// A customer's certificate of a request, and the customer's own.
function signed(csr) {
    const folder = mkdtempSync(join(tmpdir(), "life-"));
    const openssl = line => execFileSync("openssl", line.split(" "), {
        cwd: folder, stdio: "pipe", timeout: PATIENCE,
    });
    try {
        writeFileSync(join(folder, "x.csr"), csr);
        openssl("req -x509 -newkey rsa:2048 -noenc -days 3652 -subj /CN=Customer -keyout ca.key -out ca.crt");
        openssl("x509 -req -days 3652 -in x.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out x.crt");
        return ["x.crt", "ca.crt"].map(name => readFileSync(join(folder, name), "utf8"));
    } finally {
        rmSync(folder, { recursive: true });
    }
}

// The places of a cluster that there is already: [zone, subnet] of each.
async function places() {
    const clusters = await all(sdk.paginateDescribeClusters({ client: hsm, pageSize: 5 }, {}), "Clusters");
    const neighbor = clusters.find(it => it.State === "ACTIVE" && Object.keys(it.SubnetMapping).length > 1);
    assert.ok(neighbor.CreateTimestamp instanceof Date);
    return Object.entries(neighbor.SubnetMapping).sort();
}

async function create(subnets, more) {
    const { Cluster: cluster } = await hsm.createCluster({
        HsmType: NEW, SubnetIds: subnets, TagList: [{ Key: "Name", Value: "a life of its own" }], ...more,
    });
    steps.push(cluster.State);
    return cluster.ClusterId;
}

// Until the cluster is active, with two HSMs.
async function birth([[zone, subnet], [otherZone, otherSubnet]]) {
    // This SDK is older than modes, and sends what it does not know.
    const id = await create([subnet, otherSubnet], {
        Mode: "FIPS", BackupRetentionPolicy: { Type: "DAYS", Value: "90" },
    });
    await waitForState(id, "UNINITIALIZED");
    await hsm.createHsm({ ClusterId: id, AvailabilityZone: zone });
    const second = { ClusterId: id, AvailabilityZone: otherZone };
    await refused("a second HSM", () => hsm.createHsm(second));
    const csr = await waitFor("the CSR", async () => (await clusterOf(id)).Certificates.ClusterCsr);
    const [SignedCert, TrustAnchor] = signed(csr);
    const swapped = { ClusterId: id, SignedCert: TrustAnchor, TrustAnchor: SignedCert };
    await refused("swapped files", () => hsm.initializeCluster(swapped));
    await hsm.initializeCluster({ ClusterId: id, SignedCert, TrustAnchor });
    const initialized = await waitForState(id, "INITIALIZED");
    assert.deepEqual(initialized.Certificates, { ClusterCertificate: SignedCert });
    await control(`clusters/${id}/activate`);
    await waitForState(id, "ACTIVE");
    await hsm.createHsm(second);
    const active = await waitForState(id, "ACTIVE");
    assert.equal(active.Hsms.length, 2);
    return id;
}

// What an active cluster goes through, up to its end; answers the last of its backups.
async function middle(id) {
    const retention = { Type: "DAYS", Value: "30" };
    const changed = await hsm.modifyCluster({ ClusterId: id, BackupRetentionPolicy: retention });
    assert.deepEqual(changed.Cluster.BackupRetentionPolicy, retention);
    const tags = [{ Key: "team", Value: "payments" }];
    await hsm.tagResource({ ResourceId: id, TagList: tags });
    const listed = await all(
        sdk.paginateListTags({ client: hsm, pageSize: 1 }, { ResourceId: id }), "TagList",
    );
    assert.deepEqual(listed.map(it => it.Key).sort(), ["Name", "team"]);
    await hsm.untagResource({ ResourceId: id, TagKeyList: ["team"] });
    assert.equal((await clusterOf(id)).TagList.length, 1);

    await refused("a cluster with HSMs", () => hsm.deleteCluster({ ClusterId: id }));
    const [first, second] = (await clusterOf(id)).Hsms;
    await hsm.deleteHsm({ ClusterId: id, EniId: first.EniId });
    await hsm.deleteHsm({ ClusterId: id, EniIp: second.EniIp });
    await waitFor("no HSMs", async () => (await clusterOf(id)).Hsms.length === 0);
    const ready = async () => {
        const backups = await backupsOf(hsm, { clusterIds: [id] });
        return backups.every(it => it.BackupState === "READY") && backups;
    };
    const backups = await waitFor("all backups", ready);
    await hsm.deleteCluster({ ClusterId: id });
    await waitFor("its end", async () => ((await clusterOf(id))?.State ?? "DELETED") === "DELETED");
    steps.push("DELETED");
    return backups.at(-1);
}

function backupsOf(client, Filters) {
    const input = { Filters, SortAscending: true };
    return all(sdk.paginateDescribeBackups({ client, pageSize: 1 }, input), "Backups");
}

// A copy, a deletion taken back, and a cluster from the backup.
async function afterwards(backup, [[zone, subnet]]) {
    const BackupId = backup.BackupId;
    const TagList = [{ Key: "where", Value: "away" }];
    const copied = await hsm.copyBackupToRegion({ DestinationRegion: other, BackupId, TagList });
    assert.equal(copied.DestinationBackup.SourceBackup, BackupId);
    const copy = await waitFor("the copy", async () => {
        const copies = await backupsOf(away, { sourceBackupIds: [BackupId] });
        return copies.find(it => it.BackupState === "READY");
    });
    assert.deepEqual([copy.SourceRegion, copy.TagList], [region, TagList]);
    assert.ok(copy.CopyTimestamp instanceof Date);
    const kept = await hsm.modifyBackupAttributes({ BackupId, NeverExpires: true });
    assert.equal(kept.Backup.NeverExpires, true);
    const deleted = await hsm.deleteBackup({ BackupId });
    assert.equal(deleted.Backup.BackupState, "PENDING_DELETION");
    assert.ok(deleted.Backup.DeleteTimestamp instanceof Date);
    const like = { SourceBackupId: BackupId, Mode: "FIPS" };
    await refused("a deleted backup", () => create([subnet], like));
    await hsm.restoreBackup({ BackupId });
    const again = await create([subnet], like);
    const restored = await waitForState(again, "ACTIVE");
    assert.equal(restored.SourceBackupId, BackupId);
    const created = await hsm.createHsm({ ClusterId: again, AvailabilityZone: zone });
    await waitForState(again, "ACTIVE");
    await hsm.deleteHsm({ ClusterId: again, HsmId: created.Hsm.HsmId });
}

// Each error that the SDK knows, and what it makes of it; and one that it does not.
async function errors() {
    const names = Object.keys(sdk).filter(name => /^CloudHsm.*Exception$/.test(name));
    const found = {};
    for (const code of [...names, "ThrottlingException"]) {
        const status = code === "CloudHsmInternalFailureException" ? 500 : 400;
        const fault = { operation: "DescribeBackups", kind: "error", code, status, message: "an order" };
        await control("faults", fault);
        found[code] = await refusalOf(() => hsm.describeBackups({}));
    }
    return found;
}

async function main() {
    const where = await places();
    const backup = await middle(await birth(where));
    await afterwards(backup, where);
    const known = Object.keys(sdk).map(name => /^(.*)Command$/.exec(name)?.[1]).filter(Boolean);
    const missing = known.filter(name => !called.has(name));
    console.log(JSON.stringify({ steps, refusals, errors: await errors(), missing, known: known.length }));
}

main().catch(error => {
    console.error(error);
    process.exit(1);
});
