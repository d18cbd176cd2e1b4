using System.Net;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>A caller that runs wild leaves room for the others.</summary>
public sealed class RateLimitTests
{
    [Fact]
    public async Task requests_past_the_limit_are_told_when_to_come_back_and_others_are_not_held_up()
    {
        await using var node = await TestHost.Start(await TestPostgres.NewDatabase(), ("RateLimit:PerSecond", "5"));
        using var wild = new HttpClient { BaseAddress = node.Address,
            DefaultRequestHeaders = { { "Authorization", $"Bearer {TestHost.AdminKey}" } } };
        using var other = new HttpClient { BaseAddress = node.Address };

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(_ => wild.GetAsync(new Uri("/api/packages", UriKind.Relative))));
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        refused.ShouldNotBeEmpty();
        refused[0].Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        refused[0].Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK
            || answer.StatusCode == HttpStatusCode.TooManyRequests);

        (await other.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await other.GetAsync(new Uri("/api/packages", UriKind.Relative))).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized);
        await Eventually.True(async () => (await wild.GetAsync(
            new Uri("/api/packages", UriKind.Relative))).IsSuccessStatusCode, "the limit lets the caller in again");
    }
}
