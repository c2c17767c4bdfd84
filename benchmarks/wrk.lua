-- What wrk sends, and what it tells at the end: requests, microseconds, errors, then latencies in microseconds.
local file = assert(io.open(os.getenv("BENCH_BODY"), "rb"))
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "text/xml"
file:close()

done = function(summary, latency)
    local errors = summary.errors
    io.write(string.format("RESULT %d %d %d %.0f %.0f %.0f\n", summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50), latency:percentile(99), latency.max))
end
