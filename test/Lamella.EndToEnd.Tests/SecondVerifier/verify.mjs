// A second verifier of a ledger's text, written from docs/ledger.md and sharing nothing with the first: node verify.mjs FILE
// Checks form, chain, times, signers, signatures, statement numbers and seen heads; not the rules of rounds and studies.
import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const statements = new Set(['study-approved', 'study-refused', 'approval-revoked', 'head-seen', 'update-submitted', 'work-failed', 'model-scored']);
const sha256 = (data) => createHash('sha256').update(data).digest();
const tryTo = (action) => { try { return action(); } catch { return null; } };
// Half the order of P-256: of the two values s that fit, the lower counts.
const halfOrder = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n / 2n;
const decimal = (text) => /^(0|-?[1-9][0-9]*)$/.test(text);

const schemes = {
  // ECDSA signs the SHA-256 of its data: giving the hash's own input as data is signing the hash.
  'ecdsa-p256': (key, input, signature) => {
    const spki = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
    if (signature.length !== 64 || BigInt('0x' + signature.toString('hex', 32)) > halfOrder) return false;
    return spki.asymmetricKeyDetails.namedCurve === 'prime256v1' && verify('sha256', input, { key: spki, dsaEncoding: 'ieee-p1363' }, signature);
  },
  simulated: (key, input, signature) => createHmac('sha256', key).update(sha256(input)).digest().equals(signature),
};

function check(bytes) {
  let start = bytes.indexOf(10) + 1;
  if (bytes.toString('utf8', 0, start) !== 'lamella-ledger 1\n') throw new Error('not a ledger');
  const hashes = [], sites = new Map();
  let scheme, coordinator, last = null;
  while (start < bytes.length) {
    const index = hashes.length;
    const fail = (what) => { throw new Error(`entry ${index}: ${what}`); };
    const end = bytes.indexOf(10, start);
    if (end < 0) fail('cut off');
    const fields = [];
    while (fields.length < 6) {
      const tab = bytes.indexOf(9, start);
      if (tab < 0 || tab > end) fail('not seven fields');
      fields.push(bytes.toString('utf8', start, tab));
      start = tab + 1;
    }
    const [at, time, signer, previous, hash, signed] = fields, body = bytes.subarray(start, end);
    start = end + 1;
    const signature = Buffer.from(signed, 'base64');
    if (!decimal(at) || !decimal(time) || signature.toString('base64') !== signed) fail('form');
    if (at !== String(index)) fail(`entry ${at} stands here`);
    if (previous !== (hashes[index - 1] ?? '0'.repeat(64))) fail('does not follow from the entry before');
    const contentInput = Buffer.concat([Buffer.from(`lamella-content-1\n${signer}\n`), body]);
    const content = sha256(contentInput).toString('hex');
    const entryInput = Buffer.from(`lamella-entry-1\n${at}\n${previous}\n${time}\n${content}`);
    if (sha256(entryInput).toString('hex') !== hash) fail('changed');
    if (last !== null && BigInt(time) < last) fail('time goes back');
    last = BigInt(time);

    const e = tryTo(() => JSON.parse(body.toString('utf8'))) ?? fail('its body is no JSON');
    if ((index === 0) !== (e.event === 'ledger-opened')) fail('only entry 0 opens a ledger');
    if (index === 0) {
      if (!Object.hasOwn(schemes, e.scheme)) fail('unknown scheme');
      [scheme, coordinator] = [e.scheme, e.publicKey];
    }
    const site = statements.has(e.event) ? e.site : null;
    if (signer !== (site ?? '@coordinator')) fail(`${signer} cannot say this`);
    const voice = sites.get(site);
    if (site !== null) {
      if (!voice?.key) fail(`${site} is no site at this point`);
      if (e.number !== voice.number + 1) fail(`statement ${voice.number + 1} of ${site} is due`);
      const seen = e.seen.index === -1 ? '0'.repeat(64) : hashes[e.seen.index];
      if (seen !== e.seen.hash || e.seen.index < voice.seen) fail(`${site} saw another history`);
    }
    if (!tryTo(() => schemes[scheme](voice?.key ?? coordinator, site === null ? entryInput : contentInput, signature))) fail('signature');

    if (site !== null) Object.assign(voice, { number: e.number, seen: e.seen.index });
    if (e.event === 'site-enrolled') sites.set(e.site, { number: 0, seen: -1, ...sites.get(e.site), key: e.publicKey });
    if (e.event === 'site-removed' && sites.has(e.site)) sites.get(e.site).key = '';
    hashes.push(hash);
  }
  return `${hashes.length} entries hold (${scheme}), head ${hashes.length - 1} ${hashes.at(-1)}`;
}

try {
  console.log(check(readFileSync(process.argv[2])));
} catch (fault) {
  console.log(fault.message);
  process.exitCode = 1;
}
