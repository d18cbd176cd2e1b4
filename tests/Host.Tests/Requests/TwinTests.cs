using System.Globalization;
using System.Text.RegularExpressions;

namespace PackageBilling.Host.Tests;

/// <summary>Clients that send one command at once, with one key or from one version:
/// exactly one of them has an effect.</summary>
[Collection(OneHost.Name)]
public sealed partial class TwinTests(TestHost host)
{
    private const int Clients = 16;

    // A key is for what is posted; what is put or patched has If-Match.
    private static readonly string[] NotPosted =
        ["EditCustomer", "ChangeBilling", "ChangeTaxRates", "RevisePackage", "SetCreditThreshold"];

    // What the sample customer still rents, a head that is in the chains, and the lack of a mail server forbid these;
    // ErasedCustomerTests and KeptHeadTests repeat the first two.
    private static readonly string[] OfAnotherState = ["EraseCustomer", "AcceptHead", "SendInvoice"];

    public static TheoryData<string> Commands() =>
        [.. Samples.Bodies.Except(NotPosted).Except(OfAnotherState), Samples.Usage, "RetirePackage"];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task sixteen_with_one_key_have_one_effect_and_one_answer(string id)
    {
        var operation = (await Operation.All(host.Api)).Single(operation => operation.Id == id);
        operation.Method.ShouldBe("POST");
        var one = await Written(operation, await Samples.Make(host.Api), 1);
        var all = await Written(operation, await Samples.Make(host.Api), Clients);
        all.ShouldBe(one, await host.Newest());
    }

    [Theory]
    [InlineData("RevisePackage", "GetPackage")]
    [InlineData("RetirePackage", "GetPackage")]
    [InlineData("EditCustomer", "GetCustomer")]
    [InlineData("ChangeBilling", "GetCustomerBilling")]
    [InlineData("ChangeTaxRates", "GetCustomerBilling")]
    [InlineData("ChangeAssignment", "GetAssignment")]
    [InlineData("EndAssignment", "GetAssignment")]
    [InlineData("PauseAssignment", "GetAssignment")]
    public async Task of_sixteen_edits_of_what_was_read_one_wins_and_the_others_are_told(string edit, string read)
    {
        var operations = (await Operation.All(host.Api)).ToDictionary(operation => operation.Id);
        var (operation, samples) = (operations[edit], await Samples.Make(host.Api));
        var seen = (await host.Api.Call("GET", samples.Path(operations[read]))).Message.Headers.ETag!.ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client =>
            host.Api.Call(operation.Method, samples.Path(operation), Edit(client), ("If-Match", seen))));

        var all = string.Join('\n', answers.Select(answer => $"{answer.Code} {answer.Text}"));
        answers.Count(answer => answer.Code is 200 or 204).ShouldBe(1, all);
        answers.Count(answer => answer.Code == 412 && answer.Fields.SequenceEqual(["If-Match"]))
            .ShouldBe(Clients - 1, all);
        (await host.Api.Call("GET", samples.Path(operations[read]))).Message.Headers.ETag!.ToString()
            .ShouldBe($"\"{int.Parse(seen.Trim('"'), CultureInfo.InvariantCulture) + 1}\"", all);

        // Each wants something else, so that it cannot be right for another reason.
        object? Edit(int client) => edit switch
        {
            "RevisePackage" =>
                samples.Body(operation).With(new() { ["retail"] = $"{client + 20}", ["effectiveFrom"] = "2025-03-01" }),
            "EditCustomer" or "ChangeBilling" => new { name = $"Edited by {client}" },
            "ChangeTaxRates" => new { effectiveFrom = "2025-03-01",
                rates = new[] { new { name = $"Tax of {client}", percent = "20" } } },
            "ChangeAssignment" => new { quantity = client + 2, effectiveFrom = "2025-03-01" },
            "EndAssignment" => new { endDate = $"2025-03-{client + 1:D2}" },
            "PauseAssignment" => new { from = $"2025-03-{client + 1:D2}" },
            _ => null,
        };
    }

    /// <summary>How many events so many clients cause; they must all be answered alike.</summary>
    private async Task<long> Written(Operation operation, Samples samples, int clients)
    {
        var (path, body, key) =
            (samples.Path(operation), samples.Sent(operation)?.ToJsonString(), Guid.NewGuid().ToString("N"));
        var before = await host.Events();
        var answers = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ =>
            host.Api.Call(operation.Method, path, body, ("Idempotency-Key", key), ("Prefer", "wait=60"))));
        // A key is shown once, so all but one answer are without it.
        if (operation.Id == "CreateKey") answers.Count(answer => answer.Body!["key"] is not null).ShouldBe(1);
        answers.Select(answer => (answer.Code, Text: Shown().Replace(answer.Text, "null"))).Distinct()
            .ShouldHaveSingleItem().Code.ShouldBeInRange(200, 299, answers[0].Text);
        return await host.Events() - before;
    }

    [GeneratedRegex("\"pb_[^\"]+\"", RegexOptions.CultureInvariant)]
    private static partial Regex Shown();
}
