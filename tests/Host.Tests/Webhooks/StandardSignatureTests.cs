using System.Diagnostics;
using System.Security.Cryptography;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Signatures that any library for Standard Webhooks verifies.</summary>
public sealed class StandardSignatureTests
{
    [Fact]
    public void the_example_of_standard_webhooks_is_signed_as_it_says() =>
        StandardSignature.Of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
            "{\"test\": 2432232314}")
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Theory]
    [InlineData("32 random bytes, in any notation", true)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    [InlineData("whsec_not base64!", false)]
    [InlineData("whsec_c2hvcnQ=", false)]
    [InlineData("whsec_", false)]
    public void a_secret_that_begins_as_the_standard_writes_it_must_be_one(string secret, bool isOne) =>
        StandardSignature.IsSecret(secret).ShouldBe(isOne);

    [Theory]
    [InlineData("plain text, as long as it has to be")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public async Task the_page_verifies_what_is_sent_with_its_own_snippet(string secret)
    {
        var python = Find("python3");
        Assert.SkipWhen(python is null, "There is no Python here.");
        await using var receiver = new Receiver();
        await using var node = await TestHost.Start(await TestPostgres.NewDatabase());
        using var api = new Api(node.Address, TestHost.AdminKey);
        await api.Must(
            "POST", "/api/webhooks", new { url = receiver.Url, events = new[] { "credit.exhausted" }, secret });
        await api.Must("POST", "/api/customers", new { customerId = "acme", name = "Acme \u00fc" });
        await api.Must("POST", "/api/customers/acme/adjustments", new { amount = "-1", reason = "a test" });
        await Eventually.True(() => receiver.Received.Count == 1, "it is sent");
        var sent = receiver.Received[0];
        (await Verifies(python!, secret, sent)).ShouldBe("True");
        (await Verifies(python!, secret, sent with { Body = sent.Body + " " })).ShouldBe("False");
        (await Verifies(python!, secret, sent with { Id = sent.Id + "0" })).ShouldBe("False");
        (await Verifies(python!, secret[..^1] + 'g', sent)).ShouldBe("False");
        (await Verifies(python!, secret, sent with { Timestamp = sent.Timestamp - 3600 })).ShouldBe("False");
    }

    [Fact]
    public async Task a_malformed_secret_is_refused_naming_it()
    {
        await using var node = await TestHost.Start(await TestPostgres.NewDatabase());
        using var api = new Api(node.Address, TestHost.AdminKey);
        var answer = await api.Call("POST", "/api/webhooks",
            new { url = "https://example.com/", events = new[] { "credit.low" }, secret = "whsec_c2hvcnQ=" });
        answer.Code.ShouldBe(422, answer.Text);
        answer.Fields.ShouldBe(["secret"]);
        var whole = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        await api.Must("POST", "/api/webhooks",
            new { url = "https://example.com/", events = new[] { "credit.low" }, secret = whole }, [201]);
    }

    // What docs/webhooks.md shows, run as it is written.
    private static async Task<string> Verifies(string python, string secret, Received sent)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "webhooks.md"));
        var snippet = page.Split("```python\n")[1].Split("```")[0];
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(python, ["-c", snippet + "\nimport json, sys\n"
                + "given = json.load(sys.stdin)\n"
                + "print(verified(given['secret'], given['headers'], given['body'].encode()))"])
            { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.Start();
        await process.StandardInput.WriteAsync(System.Text.Json.JsonSerializer.Serialize(new
        {
            secret,
            body = sent.Body,
            headers = new Dictionary<string, string>
            {
                ["webhook-id"] = sent.Id,
                ["webhook-timestamp"] = sent.Timestamp.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["webhook-signature"] = sent.Signature,
            },
        }));
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        (await errors).ShouldBeEmpty();
        return printed.Trim();
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
