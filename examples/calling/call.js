#!/usr/bin/env node
// Starts a program, asks for its status, reloads and stops it. Needs Node 18 or later and no packages. Usage: call.js HOST PORT NAME

const [host, port, name] = process.argv.slice(2);

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

async function call(method, text) {
  const response = await fetch(`http://${host}:${port}/RPC2`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/xml' },
    body: `<?xml version="1.0"?><methodCall><methodName>${method}</methodName>` +
      `<params><param><value><string>${escape(text)}</string></value></param></params></methodCall>`,
  });
  const xml = await response.text();
  if (!response.ok) throw new Error(`${method}: ${response.status} ${response.statusText}`);
  // The answers to these methods are single words, so no XML parser is needed to find them.
  const word = /^[^]*<methodResponse>\s*<params>\s*<param>\s*<value>\s*(?:<string>)?([^<]*)</.exec(xml);
  if (!word) throw new Error(`${method}: ${xml.replace(/<[^>]*>|\s+/g, ' ')}`);
  return word[1];
}

async function main() {
  for (const verb of ['start', 'stat', 'reload', 'stop']) {
    console.log(`${verb}: ${await call(`${verb}_process`, name)}`);
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
