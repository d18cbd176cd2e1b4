namespace PackageBilling.Host.Tests;

/// <summary>Nothing that an address or a header can hold fails.</summary>
[Collection(OneHost.Name)]
public sealed class BadAddressTests(TestHost host)
{
    [Fact]
    public async Task an_id_that_is_not_known_or_cannot_be_one_is_refused() => await OverAll(async (
        operation, samples, faults) =>
    {
        foreach (var part in operation.Parameters("path"))
            foreach (var id in BadValues.Ids)
            {
                var answer = await host.Api.Call(
                    operation.Method, samples.Path(operation, part, id), samples.Sent(operation));
                // A DID that nobody has is no error, and the server itself refuses a NUL
                // before there is anybody to describe it.
                var described = id.Contains("%00", StringComparison.Ordinal) || answer.Body?["status"] is not null;
                if (answer.Code is < 400 or >= 500 || !described)
                    faults.Add($"{part} {id[..Math.Min(id.Length, 40)]} was answered {answer.Code} "
                        + answer.Text[..Math.Min(answer.Text.Length, 200)]);
            }
    });

    [Fact]
    public async Task a_filter_that_cannot_be_so_is_named() => await OverAll(async (operation, samples, faults) =>
    {
        foreach (var (name, value) in BadValues.Queries.Where(query =>
            operation.Parameters("query").Contains(query.Name)))
        {
            var required = name != "destination" && operation.Parameters("query").Contains("destination")
                ? "&destination=44" : "";
            var answer = await host.Api.Call(operation.Method, $"{samples.Path(operation)}?{name}={value}{required}");
            if (answer.Code != 400 || !answer.Fields.Contains(name))
                faults.Add($"{name}={value[..Math.Min(value.Length, 40)]} was answered {answer.Code} "
                    + answer.Text[..Math.Min(answer.Text.Length, 200)]);
        }
    });

    [Fact]
    public async Task every_filter_of_every_list_has_bad_values_here()
    {
        var filters = (await Operation.All(host.Api)).SelectMany(operation => operation.Parameters("query")).Distinct();
        filters.Except(BadValues.Queries.Select(query => query.Name)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_header_that_cannot_be_kept_is_named() => await OverAll(async (operation, samples, faults) =>
    {
        if (operation.Method == "GET") return;
        foreach (var (name, value) in new[]
        {
            ("X-Reason", new string('x', 5_000)), ("X-Reason", "a\tb"), ("Idempotency-Key", new string('x', 5_000)),
            ("Idempotency-Key", "a\u0007b"),
            ("If-Match", "abc"), ("If-Match", "\"99999999999999999999\""), ("If-Match", new string('1', 5_000)),
        })
        {
            if (name == "Idempotency-Key" && operation.Method != "POST") continue;
            var answer = await host.Api.Call(
                operation.Method, samples.Path(operation), samples.Sent(operation), (name, value));
            if (answer.Code != 400 || !answer.Fields.Contains(name))
                faults.Add($"{name} {value[..Math.Min(value.Length, 20)]} was answered {answer.Code} "
                    + answer.Text[..Math.Min(answer.Text.Length, 200)]);
        }
    });

    [Fact]
    public async Task a_method_that_an_address_does_not_take_is_refused()
    {
        var paths =
            (await Operation.All(host.Api)).ToLookup(operation => operation.Path, operation => operation.Method);
        var before = await host.Events();
        foreach (var path in paths)
            foreach (var method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
                "TRACE", "BREW" }.Except(path).Except(Beside(path.Key, paths)))
            {
                var answer = await host.Api.Call(method,
                    path.Key.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal));
                answer.Code.ShouldBe(405, $"{method} {path.Key}");
                answer.Fields.ShouldBe(["method"]);
                answer.Message.Content.Headers.Allow.ShouldNotBeEmpty();
            }
        (await host.Events()).ShouldBe(before, await host.Newest());
    }

    // Of a word that another address takes as an id, such as packages/reprice and packages/{packageId}.
    private static IEnumerable<string> Beside(string path, ILookup<string, string> paths)
    {
        var words = path.Split('/');
        return paths.Where(other => other.Key.Split('/') is var others && others.Length == words.Length
            && others.Zip(words).All(both => both.First == both.Second || both.First.StartsWith('{')))
            .SelectMany(other => other);
    }

    [Theory]
    [InlineData("/api/packages?search=%")]
    [InlineData("/api/packages?search=%zz")]
    [InlineData("/api/packages?%00=1")]
    [InlineData("/api/packages?%FF")]
    [InlineData("/api/packages?&&&===")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/api/%")]
    [InlineData("/api//packages")]
    [InlineData("/api/packages%00")]
    public async Task an_address_that_is_malformed_never_fails(string path) =>
        (await host.Api.Call("GET", path)).Code.ShouldBeLessThan(500);

    [Theory]
    [InlineData("text/csv")]
    [InlineData("text/html")]
    [InlineData("application/xml;q=0.1")]
    [InlineData("nonsense")]
    public async Task a_refusal_is_described_whatever_the_caller_accepts(string accept)
    {
        var answer = await host.Api.Call("GET", "/api/packages?limit=0", null, ("Accept", accept));
        (answer.Code, answer.Fields.Single()).ShouldBe((400, "limit"));
    }

    [Fact]
    public async Task an_answer_carries_the_callers_own_request_id()
    {
        (await RequestId("ticket-4711")).ShouldBe("ticket-4711");
        (await RequestId("<script>")).ShouldNotBe("<script>");
        (await RequestId(new string('x', 5_000))).Length.ShouldBeLessThan(200);

        async Task<string> RequestId(string sent)
        {
            var answer = await host.Api.Call("GET", "/api/packages?limit=0", null, ("X-Request-Id", sent));
            var id = answer.Message.Headers.GetValues("X-Request-Id").ShouldHaveSingleItem();
            answer.Body!["requestId"]!.GetValue<string>().ShouldBe(id);
            return id;
        }
    }

    private async Task OverAll(Func<Operation, Samples, List<string>, Task> act)
    {
        var samples = await Samples.Make(host.Api);
        var before = await host.Events();
        var faults = new List<string>();
        foreach (var operation in (await Operation.All(host.Api)).Where(operation => operation.NeedsKey))
        {
            var own = new List<string>();
            await act(operation, samples, own);
            faults.AddRange(own.Select(fault => $"{operation.Id}: {fault}"));
        }
        faults.ShouldBeEmpty();
        (await host.Events()).ShouldBe(before, await host.Newest());
    }
}
