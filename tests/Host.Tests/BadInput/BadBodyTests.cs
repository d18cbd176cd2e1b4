using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>Nothing that a body can hold fails: it is refused with the field named, and nothing is written.</summary>
[Collection(OneHost.Name)]
public sealed class BadBodyTests(TestHost host)
{
    public static TheoryData<string> Operations() => [.. Samples.Bodies];

    [Fact]
    public async Task every_operation_with_a_body_has_a_sample() =>
        (await Operation.All(host.Api)).Where(operation => operation.Body is not null && operation.Id != Samples.Usage)
            .Select(operation => operation.Id).Order(StringComparer.Ordinal).ShouldBe(Samples.Bodies);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task a_field_that_cannot_be_so_is_named(string id)
    {
        var (operation, samples) = await Prepare(id);
        await NothingWritten(async faults =>
        {
            foreach (var (field, schema) in operation.Body!["properties"]!.AsObject())
                foreach (var value in BadValues.Of(operation, operation.Resolve(schema!.AsObject())))
                {
                    var body = samples.Body(operation);
                    body.Remove(field);
                    var answer = await Send(operation, samples,
                        Json($"{body.ToJsonString()[..^1]}{(body.Count > 0 ? "," : "")}\"{field}\":{value}}}"));
                    if (answer.Code is not (400 or 422)
                        || !answer.Fields.Any(named => named == field || named.StartsWith($"{field}[",
                            StringComparison.Ordinal) || named.StartsWith($"{field}.", StringComparison.Ordinal)))
                        faults.Add($"{field}: {Short(value)} was answered {answer.Code} {Short(answer.Text)}");
                }
            foreach (var field in Samples.Required(operation))
            {
                var body = samples.Body(operation);
                body.Remove(field);
                var answer = await Send(operation, samples, Json(body.ToJsonString()));
                if (answer.Code is not (400 or 422) || answer.Fields.Count == 0)
                    faults.Add($"without {field} it was answered {answer.Code} {Short(answer.Text)}");
            }
        });
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task a_body_that_cannot_be_read_is_refused(string id)
    {
        var (operation, samples) = await Prepare(id);
        var right = samples.Body(operation).ToJsonString();
        var (field, value) =
            (samples.Body(operation).First().Key, samples.Body(operation).First().Value!.ToJsonString());
        (string Expected, ByteArrayContent Content)[] bodies =
        [
            ("body", Json("")), ("body", Json("null")), ("body", Json("[]")), ("body", Json("5")),
            ("body", Json("\"text\"")), ("body", Json("{")), ("body", Json(right[..^1])),
            ("body", Json(right + "}")), ("surprise", Json($"{right[..^1]},\"surprise\":1}}")),
            (field, Json($"{right[..^1]},\"{field}\":{value}}}")),
            ("", Json($"{right[..^1]},\"{field.ToUpperInvariant()}\":{value}}}")), ("", Json(new string('[', 10_000))),
            ("", Json($"{{\"{field}\":{new string('[', 100)}{new string(']', 100)}}}")),
            ("", Json([0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D])),
            ("", Json([.. Encoding.UTF8.GetBytes($"{{\"{field}\":\""), 0xC0, 0x80, 0x22, 0x7D])),
            ("", Json("{\"\\u0000\":1}")), ("", Json("{\"\\ud800\":1}")),
            ("Content-Type", Typed(right, "text/plain")), ("Content-Type",
                Typed(right, "application/x-www-form-urlencoded")), ("Content-Type", Typed(right, "application/xml")),
            ("Content-Type", Typed(right, null)),
        ];
        await NothingWritten(async faults =>
        {
            foreach (var (expected, content) in bodies)
            {
                // Sending disposes of it.
                var sent = Short(await content.ReadAsStringAsync());
                var answer = await Send(operation, samples, content);
                var named = expected.Length == 0 ? answer.Fields.Count > 0 : answer.Fields.Contains(expected);
                if (answer.Code is not (400 or 415 or 422) || !named)
                    faults.Add($"{sent} was answered {answer.Code} {Short(answer.Text)}, not naming {expected}");
            }
        });
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task whatever_comes_is_accepted_or_refused_and_never_fails(string id)
    {
        const int seed = 20_250_131, bodies = 60;
        var (operation, samples) = await Prepare(id);
        var random = new RandomJson(seed);
        var faults = new List<string>();
        for (var number = 0; number < bodies; number++)
        {
            var before = await host.Events();
            var body = random.Spoil(samples.Body(operation),
                [.. operation.Body!["properties"]!.AsObject().Select(property => property.Key)]);
            var answer = await Send(operation, samples, Json(body));
            if (answer.Code >= 500 || answer.Code >= 400
                && (answer.Fields.Count == 0 && answer.Code is 400 or 422 || await host.Events() != before))
                faults.Add($"Seed {seed}, number {number}: {Short(body)} was answered {answer.Code} "
                    + $"{Short(answer.Text)}; the newest events are {await host.Newest()}");
        }
        faults.ShouldBeEmpty();
    }

    private async Task NothingWritten(Func<List<string>, Task> act)
    {
        var before = await host.Contents();
        var faults = new List<string>();
        await act(faults);
        faults.ShouldBeEmpty();
        (await host.Contents()).ShouldBe(before, await host.Newest());
    }

    private async Task<(Operation, Samples)> Prepare(string id) =>
        ((await Operation.All(host.Api)).Single(operation => operation.Id == id), await Samples.Make(host.Api));

    private Task<Answer> Send(Operation operation, Samples samples, HttpContent content) => 
        // A run that was accepted must have ended before events are counted.
        // What was refused leaves no receipt either.
        host.Api.Send(operation.Method, samples.Path(operation), content, operation.Method == "POST"
            ? [("Prefer", "wait=60"), ("Idempotency-Key", Guid.NewGuid().ToString("N"))]
            : [("Prefer", "wait=60")]);

    private static ByteArrayContent Json(string text) => Json(Encoding.UTF8.GetBytes(text));

    private static ByteArrayContent Json(byte[] bytes) =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static ByteArrayContent Typed(string text, string? type) =>
        new(Encoding.UTF8.GetBytes(text))
        { Headers = { ContentType = type is null ? null : new MediaTypeHeaderValue(type) } };

    private static string Short(string text) => text.Length <= 300 ? text : $"{text[..300]}…";
}
