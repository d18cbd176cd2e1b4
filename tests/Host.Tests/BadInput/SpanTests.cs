using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

[Collection(OneHost.Name)]
public sealed class SpanTests(TestHost host)
{
    [Fact]
    public async Task a_span_that_ends_before_it_begins_is_refused_by_every_query_and_report()
    {
        var (samples, asked, faults) = (await Samples.Make(host.Api), 0, new List<string>());
        foreach (var operation in await Operation.All(host.Api))
        {
            string[] query = [.. operation.Parameters("query")];
            var inBody = operation.Body?["properties"] is JsonObject fields && fields.ContainsKey("from")
                && fields.ContainsKey("to");
            if (!inBody && !(query.Contains("from") && query.Contains("to"))) continue;
            asked++;
            JsonNode? body = null;
            if (inBody)
            {
                body = samples.Sent(operation)!.DeepClone();
                (body["from"], body["to"]) = ("2025-02-01", "2025-01-31");
            }
            var answer = await host.Api.Call(
                operation.Method, samples.Path(operation) + (inBody ? "" : "?from=2025-02-01&to=2025-01-31"), body);
            if (answer.Code != 422 || !answer.Fields.Contains("to"))
                faults.Add(
                    $"{operation.Id} was answered {answer.Code} {answer.Text[..Math.Min(answer.Text.Length, 200)]}");
        }

        faults.ShouldBeEmpty();
        // Statement, charges, calls and their file, unbilled and its files, exports of charges and statements, runs,
        // restatements and forecasts.
        asked.ShouldBeGreaterThanOrEqualTo(14);
    }
}
