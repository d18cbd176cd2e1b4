using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>Requests to the operations of the interface with random addresses, queries, headers and bodies,
/// right ones among them; always alike for one seed.</summary>
internal sealed class RandomRequests(int seed, IReadOnlyList<Operation> operations, Samples samples)
{
    private static readonly string[] Types =
    [
        "application/json", "application/json", "application/json", "application/json; charset=utf-16",
        "application/x-ndjson", "text/plain", "multipart/form-data; boundary=b",
        "application/x-www-form-urlencoded", "text/csv", "nonsense",
    ];

    private static readonly string[] Headers = ["X-Reason", "Idempotency-Key", "If-Match", "If-None-Match", "Prefer",
        "Accept", "Accept-Encoding", "X-Request-Id", "Content-Language", "Range", "X-Forwarded-For"];

    private static readonly string[] Bodies = ["", "null", "[]", "{}", "5", "\"text\"", "[[]]", "[null]", "{\"a\":",
        "\uFEFF{}", "{\"\\u0000\":1}", "{\"\\ud800\":1}", "[{}]", "{}{}", "// x\n{}"];

    private static readonly string[] OfCall =
        ["callId", "customerId", "did", "destination", "startedAt", "billedSeconds", "amount"];

    private const string CallsMapping =
        """
        {"calls": {"timeZone": "UTC", "skip": [{"column": "to", "matches": "^1..$"}], "fields": {"callId": "id",
        "customerId": {"constant": "fuzz"}, "destination": {"column": ["to", "id"]}, "startedAt": "start",
        "billedSeconds": {"constant": "60", "unit": "seconds"}, "amount": {"constant": "0"} } } }
        """;

    /// <summary>A request, new each time that it is asked for.</summary>
    public HttpRequestMessage Of(int number)
    {
        var random = new Random(unchecked((seed * 397) ^ (number * 1_000_003)));
        var values = new RandomValues(random);
        var operation = operations[number % operations.Count];
        var request = new HttpRequestMessage(Method(operation, random),
            new Uri(Path(operation, random, values) + Query(operation, random, values), UriKind.Relative));
        if (operation.Body is not null || operation.Id is Samples.Usage || IsForm(operation) || random.Next(20) == 0)
            request.Content = Content(operation, random, values);
        // A run that has begun is waited for, so that not thousands of them go on at once.
        request.Headers.TryAddWithoutValidation("Prefer", "wait=20");
        foreach (var name in Headers.Where(_ => random.Next(12) == 0))
            request.Headers.TryAddWithoutValidation(name, values.Header());
        return request;
    }

    private static HttpMethod Method(Operation operation, Random random) =>
        random.Next(20) > 0 ? new(operation.Method) : new(
            new[] { "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW" }[random.Next(8)]);

    private string Path(Operation operation, Random random, RandomValues values)
    {
        var parts = operation.Parameters("path").ToList();
        return parts.Count > 0 && random.Next(3) == 0
            ? samples.Path(operation, parts[random.Next(parts.Count)], values.Encoded()) : samples.Path(operation);
    }

    private static string Query(Operation operation, Random random, RandomValues values)
    {
        var names = operation.Parameters("query").Where(_ => random.Next(3) == 0).ToList();
        if (random.Next(12) == 0) names.Add(values.Encoded());
        if (random.Next(15) == 0 && names.Count > 0) names.Add(names[0]);
        // Otherwise all dates up to today would be gone through.
        if (operation.Id.StartsWith("GetUnbilled", StringComparison.Ordinal) && !names.Contains("to")) names.Add("to");
        return names.Count == 0
            ? "" : $"?{string.Join('&', names.Select(name => $"{name}={Value(name, random, values)}"))}";
    }

    private static string Value(string name, Random random, RandomValues values) =>
        random.Next(3) > 0 ? values.Encoded() : name switch
        {
            "limit" => $"{random.Next(1, 600)}",
            // A span that is not too long to be gone through date by date.
            "from" => $"2025-01-{random.Next(1, 29):D2}",
            "to" => $"2025-02-{random.Next(1, 29):D2}",
            "on" or "date" or "firstRun" => $"2025-0{random.Next(1, 10)}-{random.Next(1, 29):D2}",
            "knownAt" => $"{random.Next(0, 400)}",
            "at" => "2025-02-20T12:00:00Z",
            _ => values.Encoded(),
        };

    private ByteArrayContent Content(Operation operation, Random random, RandomValues values)
    {
        var bytes = random.Next(10) switch
        {
            0 => Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]),
            1 => Bytes(random, random.Next(1, 2_000)),
            2 => Encoding.UTF8.GetBytes(
                string.Concat(Enumerable.Repeat(random.Next(2) == 0 ? "[" : "{\"a\":", random.Next(1, 5_000)))),
            3 => Encoding.UTF8.GetBytes(Right(operation)),
            4 => Spliced(Encoding.UTF8.GetBytes(Right(operation)), random),
            _ => Encoding.UTF8.GetBytes(Spoiled(operation, random, values)),
        };
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", IsForm(operation)
            ? "multipart/form-data; boundary=b" : Types[random.Next(random.Next(4) == 0 ? Types.Length : 3)]);
        if (random.Next(60) == 0) content.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");
        return content;
    }

    private string Right(Operation operation) => operation.Id == "ImportFiles"
        ? "--b\r\nContent-Disposition: form-data; name=\"customers\"; filename=\"f.csv\"\r\n\r\ncustomerId,name\r\n"
            + "fuzz,Fuzz\r\n--b--\r\n"
        : operation.Id == "ImportUsage" ? $"--b\r\n{Part("mapping")}{CallsMapping}\r\n--b\r\n{Part("calls")}"
            + "id,to,start\r\nfuzz,442079460000,2025-01-05 10:00:00\r\n--b--\r\n"
        : operation.Body is null && operation.Id != Samples.Usage ? "{}"
        : samples.Sent(operation)?.ToJsonString() ?? $"[{samples.Call().ToJsonString()}]";

    private string Spoiled(Operation operation, Random random, RandomValues values)
    {
        if (operation.Id == "ImportUsage")
            return $"--b\r\n{Part("mapping")}{Spoil(CallsMapping, random)}\r\n--b\r\n{Part("calls")}id,to,start\r\n"
                + $"{values.Text()},{values.Text()},{values.Text()}\r\n--b--\r\n";
        if (operation.Id == "ImportFiles")
        {
            var file = $"customerId,name,{values.Header()}\n{values.Text()},{values.Text()}\n";
            string[] names = ["customers", "packages", "assignments", "payments", "mapping", values.Header()];
            return $"--b\r\nContent-Disposition: form-data; name=\"{names[random.Next(names.Length)]}\"; "
                + $"filename=\"f.csv\"\r\n\r\n{file}\r\n--b--\r\n";
        }
        if (operation.Id == Samples.Usage)
            return $"[{new RandomJson(random.Next()).Spoil(samples.Call(), OfCall)}]";
        if (operation.Body?["properties"] is not JsonObject properties) return "{}";
        var right = samples.Body(operation);
        if (random.Next(3) == 0 && properties.Count > 0)
        {
            right[properties.ElementAt(random.Next(properties.Count)).Key] = Unpaired(values.Text());
            return right.ToJsonString();
        }
        return new RandomJson(random.Next()).Spoil(right, [.. properties.Select(property => property.Key), "surprise"]);
    }

    private static bool IsForm(Operation operation) => operation.Id is "ImportFiles" or "ImportUsage";

    private static string Part(string name) => $"Content-Disposition: form-data; name=\"{name}\"\r\n\r\n";

    private static string Spoil(string json, Random random) => random.Next(2) == 0 ? json
        : json.Remove(random.Next(json.Length), 1)
            .Insert(random.Next(json.Length), "{}[]\",:0a*("[random.Next(11)..][..1]);

    // The writer of the test refuses a half of a pair; the reader of the product is sent those elsewhere.
    private static string Unpaired(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c)));

    private static byte[] Spliced(byte[] right, Random random)
    {
        var at = random.Next(right.Length);
        return random.Next(3) switch
        {
            0 => right[..at],
            1 => [.. right[..at], .. Bytes(random, random.Next(1, 5)), .. right[at..]],
            _ => [.. right[..at], .. right[Math.Min(right.Length, at + random.Next(1, 4))..]],
        };
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
