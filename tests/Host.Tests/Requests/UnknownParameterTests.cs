namespace PackageBilling.Host.Tests;

/// <summary>What a request says and nobody understands is refused by name, never ignored.</summary>
[Collection(OneHost.Name)]
public sealed class UnknownParameterTests(TestHost host)
{
    private const string Unknown = "isn't a parameter here";

    [Fact]
    public async Task an_unknown_query_parameter_is_refused_by_every_operation_and_named()
    {
        var samples = await Samples.Make(host.Api);
        var (before, faults) = (await host.Events(), new List<string>());
        foreach (var operation in (await Operation.All(host.Api)).Where(operation => operation.NeedsKey))
        {
            var answer = await host.Api.Call(
                operation.Method, $"{samples.Path(operation)}?surprise=1", samples.Sent(operation));
            if (answer.Code != 400 || !answer.Fields.SequenceEqual(["surprise"])
                || !answer.Text.Contains(Unknown, StringComparison.Ordinal))
                faults.Add($"{operation.Id} was answered {answer.Code} {answer.Text}");
        }
        faults.ShouldBeEmpty();
        (await host.Events()).ShouldBe(before, await host.Newest());
    }

    [Fact]
    public async Task the_description_lists_exactly_the_parameters_that_are_accepted()
    {
        var samples = await Samples.Make(host.Api);
        var (listed, faults) = (0, new List<string>());
        foreach (var operation in (await Operation.All(host.Api))
            .Where(operation => operation.NeedsKey && operation.Method == "GET"))
        {
            var names = operation.Parameters("query").ToList();
            listed += names.Count;
            foreach (var name in names)
            {
                var answer = await host.Api.Call("GET", $"{samples.Path(operation)}?{name}=");
                if (answer.Code >= 500 || answer.Text.Contains(Unknown, StringComparison.Ordinal))
                    faults.Add($"{operation.Id} {name} was answered {answer.Code} {answer.Text}");
            }
            // Those of other operations are not accepted.
            foreach (var name in BadValues.Queries.Select(query => query.Name).Distinct().Except(names))
            {
                var answer = await host.Api.Call("GET", $"{samples.Path(operation)}?{name}=");
                if (answer.Code != 400 || !answer.Fields.SequenceEqual([name]))
                    faults.Add($"{operation.Id} {name}, which it does not list, was answered {answer.Code}");
            }
        }
        faults.ShouldBeEmpty();
        listed.ShouldBeGreaterThan(50);
    }

    [Theory]
    [InlineData("/api/charge-runs?stats=failed", "stats", "status")]
    [InlineData("/api/export/charges.csv?form=2030-01-01", "form", "from")]
    [InlineData("/api/unbilled?at=5015", "at", "knownAt")]
    [InlineData("/api/unbilled?asOf=5015", "asOf", "knownAt")]
    [InlineData("/api/customers?serch=x", "serch", "search")]
    [InlineData("/api/packages?retired=true", "retired", "includeRetired")]
    public async Task the_nearest_known_parameter_is_named(string path, string name, string meant)
    {
        var answer = await host.Api.Call("GET", path);
        (answer.Code, answer.Fields.ShouldHaveSingleItem()).ShouldBe((400, name));
        answer.Body!["errors"]![name]![0]!.GetValue<string>().ShouldBe($"“{name}” {Unknown}. Did you mean “{meant}”?");
    }

    [Fact]
    public async Task a_statement_at_an_instant_by_the_wrong_name_is_refused()
    {
        var samples = await Samples.Make(host.Api);
        var statement = (await Operation.All(host.Api)).Single(operation => operation.Id == "GetStatement");
        (await host.Api.Call("GET", $"{samples.Path(statement)}?at=5030")).Text
            .ShouldContain("Did you mean “knownAt”?");
    }

    [Fact]
    public async Task a_parameter_that_is_sent_twice_is_refused()
    {
        var answer = await host.Api.Call("GET", "/api/customers?limit=1&limit=2");
        (answer.Code, answer.Fields.ShouldHaveSingleItem()).ShouldBe((400, "limit"));
    }

    [Theory]
    [InlineData("/api/customers", """{"customerId":"x","nmae":"X"}""", "nmae", "name")]
    [InlineData("/api/simulations",
        """{"date":"2025-02-01","whatIf":{"ends":[{"assignmentId":"x","enddate":"2025-02-01"}]}}""",
        "whatIf.ends[0].enddate", "endDate")]
    public async Task the_nearest_known_field_of_a_body_is_named(string path, string body, string field, string meant)
    {
        var answer = await host.Api.Call("POST", path, body);
        (answer.Code, answer.Fields.ShouldHaveSingleItem()).ShouldBe((400, field));
        answer.Text.ShouldContain($"is not a field of this request. Did you mean “{meant}”?");
    }

    [Fact]
    public async Task monitors_may_add_what_they_like() =>
        (await host.Client(null).Call("GET", "/health/live?nocache=1")).Code.ShouldBe(200);
}
