using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Encryption;

/// <summary>
/// Names, DIDs and references are in the log as tokens, which only their customer's key turns back into texts.
/// </summary>
public sealed class PersonalTextTokens
{
    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.Elements("0123456789".ToCharArray()).ArrayOf().Select(digits => new string([.. digits.Take(15)])),
        Gen.Elements("aZ ~-_,\"'=+é中😀0".EnumerateRunes().Select(rune => rune.ToString()).ToArray()).ArrayOf()
            .Select(parts => string.Concat(parts.Take(100))));

    [Fact]
    public async Task any_text_comes_back_from_its_token_wherever_an_answer_is_cut()
    {
        await using var node = await Node.Start();
        var keys = node.Services.GetRequiredService<CustomerKeys>();
        var both = await keys.Of(["one", "two"], CancellationToken.None);
        foreach (var text in AnyText.Sample(100))
        {
            var (token, other) = (both["one"].Seal(text), both["two"].Seal(text));
            both["one"].Seal(text).ShouldBe(token);
            other.ShouldNotBe(token);
            token.ShouldNotContain(text.Length > 3 ? text : "\n");
            var answer = Encoding.UTF8.GetBytes($"~ ~~{token[1..5]} \"{token}\", {other}.{token}");
            var expected = $"~ ~~{token[1..5]} \"{text}\", {text}.{text}";
            for (var cut = 0; cut <= answer.Length; cut += 1 + (answer.Length / 20))
            {
                using var shown = new MemoryStream();
                await using var revealing = new RevealingStream(shown, new(keys), () => plain => plain);
                await revealing.WriteAsync(answer.AsMemory(0, cut));
                await revealing.WriteAsync(answer.AsMemory(cut));
                await revealing.End(CancellationToken.None);
                Encoding.UTF8.GetString(shown.ToArray()).ShouldBe(expected);
            }
        }
    }

    [Fact]
    public async Task a_token_that_was_altered_shows_no_text()
    {
        await using var node = await Node.Start();
        var keys = node.Services.GetRequiredService<CustomerKeys>();
        var token = (await keys.Of("one", CancellationToken.None)).Seal("12025550100");
        for (var place = 8; place < token.Length - 1; place++)
        {
            var altered = token[..place] + (token[place] == 'A' ? 'B' : 'A') + token[(place + 1)..];
            (await node.Shown(altered)).ShouldBe(altered);
        }
        (await node.Shown(token)).ShouldBe("12025550100");
    }

    [Fact]
    public async Task a_number_has_the_same_hash_on_every_node_and_another_for_every_carrier()
    {
        await using var node = await Node.Start();
        await using var again = await Node.Start(node.ConnectionString);
        await using var other = await Node.Start();
        var hash = await node.DidHash("12025550100");
        (await again.DidHash("12025550100")).ShouldBe(hash);
        (await other.DidHash("12025550100")).ShouldNotBe(hash);
        (await node.DidHash("12025550101")).ShouldNotBe(hash);
    }
}
