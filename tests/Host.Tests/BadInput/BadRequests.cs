using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>Requests of which each must be refused, made at random and always alike for one seed, over all operations in turn.</summary>
internal sealed class BadRequests(int seed, IReadOnlyList<Operation> operations, Samples samples)
{
    private const string Import = "ImportFiles";

    private static readonly string[] Types =
    [
        "text/plain", "text/csv", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=b", "application/octet-stream",
        "application/json; charset=utf-16", "application/json; charset=nonsense", "application/json; charset=utf-7", "application/", "json", "*/*", ";", "application/json,text/plain",
    ];

    private readonly ILookup<string, string> _methods = operations.ToLookup(operation => operation.Path, operation => operation.Method);

    private delegate BadRequest Make(Operation operation, Random random);

    public BadRequest Of(int number)
    {
        var random = new Random(unchecked((seed * 397) ^ (number * 1_000_003)));
        var operation = operations[number % operations.Count];
        var kinds = Kinds(operation).ToList();
        var request = kinds[random.Next(kinds.Count)](operation, random);
        // What was refused leaves no receipt. Calls are refused one by one, in an answer that a repeat gets again.
        return request.Method == "POST" && operation.Id != Samples.Usage && random.Next(2) == 0 && request.Headers.Length == 0
            ? request with { Headers = [("Idempotency-Key", string.Create(CultureInfo.InvariantCulture, $"bad-{seed}-{number}"))] }
            : request;
    }

    private IEnumerable<Make> Kinds(Operation operation)
    {
        yield return WrongMethod;
        yield return NoKey;
        yield return UnusableHeader;
        if (operation.Roles.Count is > 0 and < 4) yield return WrongRole;
        if (operation.Parameters("path").Any()) yield return UnknownId;
        if (operation.Parameters("query").Any(name => BadValues.Queries.Any(query => query.Name == name))) yield return WrongFilter;
        if (operation.Parameters("query").Contains("after")) yield return BrokenToken;
        if (operation.Id == Import)
        {
            foreach (var make in new Make[] { WrongForm, WrongForm, WrongType }) yield return make;
            yield break;
        }
        if (operation.Body is null) yield break;
        foreach (var make in new Make[] { WrongValue, WrongValue, WrongValue, WrongValue, Surprise, Twice, CutOff, Noise, WrongType, WrongEncoding }) yield return make;
        if (operation.Id == Samples.Usage) yield return BrokenLines;
        if (Samples.Required(operation).Count > 0) yield return Missing;
    }

    private BadRequest WrongMethod(Operation operation, Random random)
    {
        var others = new[] { "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "PROPFIND" }.Except(_methods[operation.Path]).ToList();
        return new("a wrong method", operation, samples.Path(operation)) { Method = Pick(others, random), IsRefused = answer => answer.Code == 405 };
    }

    private BadRequest NoKey(Operation operation, Random random) => Right("no key", operation) with
    {
        Caller = random.Next(2) == 0 ? "nobody" : "a stranger",
        IsRefused = answer => answer.Code == 401,
    };

    private BadRequest WrongRole(Operation operation, Random random) => Right("a role that may not", operation) with
    {
        Caller = Pick([.. new[] { "operator", "finance", "auditor" }.Except(operation.Roles)], random),
        IsRefused = answer => answer.Code == 403,
    };

    private BadRequest UnusableHeader(Operation operation, Random random) => Right("a header that cannot be kept", operation) with
    {
        Headers = [random.Next(operation.Method == "POST" ? 6 : 4) switch
        {
            0 => ("X-Reason", new string('x', random.Next(1_000, 9_000))),
            1 => ("X-Reason", $"a{(char)random.Next(1, 9)}b"),
            2 => ("If-Match", $"\"v{random.Next()}\""),
            3 => ("If-Match", $"\"{random.NextInt64(long.MaxValue / 2, long.MaxValue)}{random.Next()}\""),
            4 => ("Idempotency-Key", new string('k', random.Next(1_000, 9_000))),
            _ => ("Idempotency-Key", $"a{(char)random.Next(1, 9)}b"),
        }],
    };

    private BadRequest UnknownId(Operation operation, Random random)
    {
        var id = random.Next(3) switch
        {
            0 => Pick(BadValues.Ids, random),
            1 => $"unknown-{random.Next()}",
            _ => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => $"%{random.Next(128, 256):X2}")),
        };
        var right = Right("an id that is unknown or none", operation);
        return right with { Path = samples.Path(operation, Pick([.. operation.Parameters("path")], random), id) };
    }

    private BadRequest WrongFilter(Operation operation, Random random)
    {
        var (name, value) = Pick([.. BadValues.Queries.Where(query => operation.Parameters("query").Contains(query.Name))], random);
        if (name == "limit" && random.Next(2) == 0) value = random.Next(2) == 0 ? $"{random.Next(501, int.MaxValue)}" : $"{-random.Next()}";
        return Right("a filter that cannot be so", operation) with { Path = $"{samples.Path(operation)}?{name}={value}{Needed(operation, name)}" };
    }

    private BadRequest BrokenToken(Operation operation, Random random)
    {
        var bytes = new byte[random.Next(1, 60)];
        random.NextBytes(bytes);
        var token = random.Next(2) == 0 ? Base64Url.EncodeToString(bytes) : Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{random.NextInt64()}|{random.Next()}x"));
        // Where rows are sorted by a text any text is a place in the list.
        return Right("a broken token", operation) with { Path = $"{samples.Path(operation)}?after={token}{Needed(operation, "after")}", IsRefused = answer => answer.Code is 200 or 400 or 404 };
    }

    private BadRequest WrongValue(Operation operation, Random random)
    {
        var (right, fields) = Parts(operation);
        var (field, schema) = Pick([.. fields], random);
        right.Remove(field);
        var others = fields.Select(other => other.Key).Where(other => other != field).ToList();
        var text = random.Next(2) == 0 && others.Count > 0 ? new RandomJson(random.Next()).Spoil(right, others) : right.ToJsonString();
        return Sent("a wrong value", operation, $"{text[..^1]}{(text.Length > 2 ? "," : "")}\"{field}\":{WrongJson.Of(operation, operation.Resolve(schema!.AsObject()), random)}}}");
    }

    private BadRequest Missing(Operation operation, Random random)
    {
        var (right, _) = Parts(operation);
        var required = Samples.Required(operation);
        right.Remove(required[random.Next(required.Count)]);
        foreach (var more in required.Where(_ => random.Next(3) == 0)) right.Remove(more);
        return Sent("a missing field", operation, right.ToJsonString());
    }

    private BadRequest Surprise(Operation operation, Random random)
    {
        var (right, fields) = Parts(operation);
        var name = random.Next(3) switch { 0 => $"f{random.Next()}", 1 => Pick([.. fields], random).Key.ToUpperInvariant(), _ => $"{Pick([.. fields], random).Key} " };
        right[name] = random.Next();
        return Sent("a field that nobody knows", operation, right.ToJsonString());
    }

    private BadRequest Twice(Operation operation, Random random)
    {
        var (right, _) = Parts(operation);
        var (field, value) = Pick([.. right], random);
        return Sent("a field twice", operation, $"{right.ToJsonString()[..^1]},\"{field}\":{value!.ToJsonString()}}}");
    }

    private BadRequest CutOff(Operation operation, Random random)
    {
        var body = Encoding.UTF8.GetBytes(samples.Sent(operation)!.ToJsonString());
        return Right("a body cut off", operation) with { Body = body[..random.Next(body.Length)] };
    }

    private BadRequest Noise(Operation operation, Random random)
    {
        var bytes = new byte[random.Next(1, 400)];
        random.NextBytes(bytes);
        byte[] body = random.Next(4) switch
        {
            0 => bytes,
            1 => Encoding.UTF8.GetBytes(new string(Pick("[{\"-0", random), random.Next(1, 20_000))),
            2 => Encoding.UTF8.GetBytes(Pick(["5", "\"text\"", "true", "1e999", "[[]]", "[null]", "NaN", "{}}", "{\"a\"}", "{,}", "[1,]", "/**/", "'x'", "{\"a\":01}"], random)),
            _ => [.. Encoding.UTF8.GetBytes(samples.Sent(operation)!.ToJsonString()), (byte)random.Next('!', '~')],
        };
        return Right("noise", operation) with { Body = body, IsRefused = Refused(operation) };
    }

    private BadRequest WrongType(Operation operation, Random random) => Right("a wrong type of content", operation) with
    {
        // What is no form of files has no type that would make it one.
        Body = operation.Id == Import ? "{}"u8.ToArray() : Right("", operation).Body,
        // Calls of no type are taken for JSON.
        ContentType = random.Next(6) == 0 && operation.Id != Samples.Usage ? null : Pick(Types, random),
        IsRefused = answer => answer.Code is 400 or 415,
    };

    private BadRequest WrongEncoding(Operation operation, Random random)
    {
        var right = Right("a wrong encoding", operation) with { IsRefused = Refused(operation) };
        var body = right.Body!;
        var at = Array.IndexOf(body, (byte)'"') + 1;
        return random.Next(4) switch
        {
            0 => right with { Body = [.. body[..at], (byte)random.Next(0x80, 0xC0), .. body[at..]] },
            1 => right with { Body = [.. body[..at], 0xED, 0xA0, (byte)random.Next(0x80, 0xC0), .. body[at..]] },
            2 => right with { Body = Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body)) },
            _ => right with { Body = Gzip(body), Headers = [("Content-Encoding", Pick(["gzip", "br", "nonsense"], random))] },
        };
    }

    private BadRequest BrokenLines(Operation operation, Random random)
    {
        var lines = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pick(["{", "{}", "[]", "5", "\u0001", "{\"callId\":}", "x", "{\"callId\":\"a\",\"callId\":\"a\"}"], random));
        return Right("broken lines", operation) with { Body = Encoding.UTF8.GetBytes(string.Join('\n', lines)), ContentType = "application/x-ndjson", IsRefused = Refused(operation) };
    }

    private BadRequest WrongForm(Operation operation, Random random)
    {
        var bytes = new byte[random.Next(1, 400)];
        random.NextBytes(bytes);
        var (part, file) = random.Next(6) switch
        {
            0 => ("customers", bytes),
            1 => ("vendors", "customerId,name\nv1,V\n"u8.ToArray()),
            2 => ("customers", Encoding.UTF8.GetBytes($"customerId,name,f{random.Next()}\nv1,V,1\n")),
            3 => ("packages", Encoding.UTF8.GetBytes($"name,retail,cost,frequency\nbad {random.Next()},{Pick(["-1", "x", "", "1e5", "99999999999"], random)},1,daily\n")),
            4 => ("mapping", bytes),
            _ => ("assignments", Encoding.UTF8.GetBytes($"assignmentId,customerId,packageId,startDate\nbad-{random.Next()},unknown,unknown,2025-02-30\n")),
        };
        byte[] body = [.. Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"f.csv\"\r\n\r\n"), .. file, .. "\r\n--b--\r\n"u8];
        return new("a wrong form", operation, samples.Path(operation))
        {
            Body = random.Next(4) == 0 ? body[..random.Next(body.Length - 8)] : body,
            ContentType = "multipart/form-data; boundary=b",
            // The file with the row that is refused goes in not at all.
            IsRefused = answer => answer.Code == 400 || answer.Code == 200 && answer.Body!["stoppedAt"] is not null,
        };
    }

    /// <summary>What the operation would take.</summary>
    private BadRequest Right(string kind, Operation operation) => new(kind, operation, samples.Path(operation))
    {
        Body = operation.Body is null ? null : Encoding.UTF8.GetBytes(samples.Sent(operation)!.ToJsonString()),
    };

    private BadRequest Sent(string kind, Operation operation, string json) => Right(kind, operation) with
    {
        Body = Encoding.UTF8.GetBytes(operation.Id == Samples.Usage ? $"[{json}]" : json),
        IsRefused = Refused(operation),
    };

    // A call is rejected by itself; what is wrong with the body as a whole refuses the request.
    private static Func<Answer, bool> Refused(Operation operation) => answer => answer.Code is 400 or 422 && answer.Fields.Count > 0
        || operation.Id == Samples.Usage && answer.Code == 200 && answer.Body!["accepted"]!.GetValue<int>() == 0;

    private (JsonObject Right, JsonObject Fields) Parts(Operation operation) => operation.Id == Samples.Usage
        ? (samples.Call(), operation.Resolve(operation.Body!["items"]!.AsObject())["properties"]!.AsObject())
        : (samples.Body(operation), operation.Body!["properties"]!.AsObject());

    private static string Needed(Operation operation, string but) => string.Concat(
        from needed in new[] { ("destination", "44"), ("date", "2025-01-01") }
        where needed.Item1 != but && operation.Parameters("query").Contains(needed.Item1)
        select $"&{needed.Item1}={needed.Item2}");

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private static T Pick<T>(IReadOnlyList<T> from, Random random) => from[random.Next(from.Count)];

    private static char Pick(string from, Random random) => from[random.Next(from.Length)];
}
