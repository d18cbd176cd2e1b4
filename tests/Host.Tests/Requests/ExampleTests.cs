using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>The description shows what one would send and what comes back, and what it shows can be sent.</summary>
public sealed class ExampleTests
{
    [Fact]
    public async Task every_body_has_an_example_and_every_request_that_is_shown_is_understood()
    {
        await using var node = await TestHost.Start(await TestPostgres.NewDatabase());
        using var admin = new Api(node.Address, TestHost.AdminKey);
        var faults = new List<string>();
        foreach (var operation in await Operation.All(admin))
        {
            if (operation.Document["summary"] is null || operation.Document["tags"] is not JsonArray { Count: > 0 })
                faults.Add($"{operation.Id} has no summary or tag");
            foreach (var (status, response) in operation.Document["responses"]!.AsObject()
                .Where(response => response.Key.StartsWith('2')))
                foreach (var (type, content) in response!["content"]?.AsObject() ?? [])
                    if (content!["example"] is null) faults.Add($"{operation.Id} shows no answer {status} of {type}");
            foreach (var (type, content) in operation.Document["requestBody"]?["content"]?.AsObject() ?? [])
            {
                if (content!["example"] is not { } example) faults.Add($"{operation.Id} shows no request of {type}");
                else if (type.StartsWith("application/json", StringComparison.Ordinal)
                    && await Refusal(admin, operation, example) is { } text)
                    faults.Add($"{operation.Id}: {example.ToJsonString()} was answered {text}");
            }
        }
        faults.ShouldBeEmpty();
    }

    // Whether there is such a customer or package is another matter than whether the request could be read.
    private static async Task<string?> Refusal(Api admin, Operation operation, JsonNode example)
    {
        var path = operation.Parameters("path")
            .Aggregate(operation.Path, (path, name) => path.Replace($"{{{name}}}", "none", StringComparison.Ordinal));
        var answer = await admin.Call(operation.Method, path, example);
        return answer.Code is 400 or 415 or >= 500 ? $"{answer.Code} {answer.Text}" : null;
    }
}
