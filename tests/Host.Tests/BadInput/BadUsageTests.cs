using System.Net.Http.Headers;
using System.Text;

namespace PackageBilling.Host.Tests;

/// <summary>A call that cannot be so is rejected by itself; a body of another type is refused as a whole.</summary>
[Collection(OneHost.Name)]
public sealed class BadUsageTests(TestHost host)
{
    [Fact]
    public async Task a_call_that_cannot_be_so_is_rejected_and_nothing_is_written()
    {
        var operation = (await Operation.All(host.Api)).Single(operation => operation.Id == Samples.Usage);
        var samples = await Samples.Make(host.Api);
        var before = await host.Events();
        var faults = new List<string>();
        foreach (var (field, schema) in operation.Resolve(operation.Body!["items"]!.AsObject())["properties"]!
            .AsObject())
            foreach (var value in BadValues.Of(operation, operation.Resolve(schema!.AsObject())))
            {
                var call = samples.Call();
                call.Remove(field);
                var answer = await host.Api.Call(
                    "POST", "/api/usage", $"[{call.ToJsonString()[..^1]},\"{field}\":{value}}}]");
                var rejected = answer.Code is 400 or 422
                    || answer.Code == 200 && answer.Body!["accepted"]!.GetValue<int>() == 0
                        && answer.Body["rejected"]!.AsArray().Count == 1;
                if (!rejected)
                    faults.Add($"{field}: {value[..Math.Min(value.Length, 60)]} was answered {answer.Code} "
                        + answer.Text[..Math.Min(answer.Text.Length, 200)]);
            }
        faults.ShouldBeEmpty();
        (await host.Events()).ShouldBe(before, await host.Newest());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    public async Task another_type_of_content_is_refused(string type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("[]"))
        { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        var answer = await host.Api.Send("POST", "/api/usage", content);
        answer.Code.ShouldBeOneOf(400, 415);
        answer.Fields.ShouldBe(["Content-Type"]);
    }
}
