using System.Text;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>A refusal's type is the address of a page that says what it means and what to do.</summary>
[Collection(OneHost.Name)]
public sealed class ProblemTests(TestHost host)
{
    [Fact]
    public void every_type_has_its_part_of_the_docs_and_no_part_is_of_no_type() =>
        ProblemPages.All.ShouldBe(ProblemTypes.All, ignoreOrder: true);

    [Fact]
    public async Task the_docs_are_what_the_host_shows()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "problems.md"), Encoding.UTF8);
        foreach (var type in ProblemTypes.All)
        {
            text.ShouldContain($"\n## {type}\n");
            using var stranger = host.Client(null);
            var page = await stranger.Call("GET", ProblemTypes.Address + type);
            (page.Code, page.Message.Content.Headers.ContentType!.MediaType).ShouldBe((200, "text/html"));
            foreach (var part in (string[])["Meaning.", "Cause.", "What to do."])
                page.Text.ShouldContain($"<b>{part}</b>");
        }
    }

    [Fact]
    public async Task a_field_that_is_missing_is_required_in_the_same_words_everywhere()
    {
        foreach (var (path, field) in ((string, string)[])[("/api/customers", "name"), ("/api/keys", "name"),
            ("/api/simulations", "date"), ("/api/charges/invoiced", "reference")])
            (await host.Api.Call("POST", path, "{}")).Body!["errors"]![field]!.AsArray()
                .Select(message => message!.GetValue<string>()).ShouldBe(["is required"], path);
    }

    [Theory]
    [InlineData(400, "GET", "/api/packages?limit=0")]
    [InlineData(401, "GET", "/api/packages", "none")]
    [InlineData(403, "POST", "/api/keys", "auditor")]
    [InlineData(404, "GET", "/api/packages/none")]
    [InlineData(404, "GET", "/api/none")]
    [InlineData(405, "DELETE", "/api/packages")]
    [InlineData(415, "POST", "/api/packages")]
    [InlineData(422, "POST", "/api/customers")]
    public async Task the_type_of_an_answer_opens(int status, string method, string path, string role = "admin")
    {
        using var caller = host.Client(role switch
        {
            "admin" => TestHost.AdminKey,
            "none" => null,
            _ => (await host.Api.Must("POST", "/api/keys", new { name = $"{Guid.NewGuid():N}", role }))!["key"]!
                .GetValue<string>(),
        });
        var answer = status == 415
            ? await caller.Send(method, path, new StringContent("a=b", Encoding.UTF8, "text/plain"))
            : await caller.Call(method, path, method == "POST" ? "{}" : null);
        answer.Code.ShouldBe(status);
        var type = answer.Body!["type"]!.GetValue<string>();
        type.ShouldBe(ProblemTypes.Of(status));
        (await caller.Call("GET", type)).Code.ShouldBe(200);
    }
}
