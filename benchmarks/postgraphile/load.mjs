// Loads a server: reads {url, connections, seconds, requests} on standard input, writes what came of it.
// The percentiles are exact, in milliseconds: each connection goes through the requests in an order of its own.
import autocannon from "autocannon";
import { readFileSync } from "node:fs";

const { url, connections, seconds, requests } = JSON.parse(readFileSync(0, "utf8"));
const latencies = [];
let rank = 0;

const run = autocannon({
  url,
  connections,
  duration: seconds,
  setupClient(client) {
    const start = Math.floor((requests.length * rank++) / connections);
    client.setRequests([...requests.slice(start), ...requests.slice(0, start)]);
  },
});
run.on("response", (_client, _status, _bytes, time) => latencies.push(time));
const result = await run;

latencies.sort((a, b) => a - b);
const percentile = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
const answered = latencies.length;
process.stdout.write(
  JSON.stringify({
    requests: answered,
    rate: answered / result.duration,
    p50: percentile(0.5),
    p99: percentile(0.99),
    bytes: result.throughput.total / answered,
    failures: result.non2xx + result.errors + result.timeouts,
  }),
);
