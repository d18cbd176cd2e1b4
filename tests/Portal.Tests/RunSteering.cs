using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using Npgsql;
using PackageBilling.Harness;

namespace PackageBilling.Portal.Tests;

/// <summary>A run is paused, resumed and cancelled while it goes on, by the keyboard alone.</summary>
[Collection(OnePortal.Name)]
public sealed class RunSteering(PortalHost portal)
{
    // Three parts; two are posted at a time, so one is left when somebody who waits behind the two is let in.
    private const int Customers = 12_000;

    [Fact]
    public async Task a_run_is_paused_resumed_and_another_one_is_cancelled()
    {
        var customerIds = await Many();
        var (paused, page) = await WhileItPosts("operator", "2024-01-05", customerIds, async page =>
        {
            await page.TabTo("button:text-is('Pause')");
            await page.Press("Enter");
        });
        await page.Locator("#state", new() { HasTextString = "paused" }).WaitForAsync();
        var done = (await portal.Get($"/api/charge-runs/{paused}/progress"))!["done"]!.GetValue<long>();
        done.ShouldBeInRange(1, Customers - 1);
        await page.Locator("[data-said=done]").Says(done.ToString("N0", CultureInfo.GetCultureInfo("en-GB")));
        (await page.Barriers("a paused run")).ShouldBeEmpty();
        await OthersOnlyLook(paused);
        await LoadsOnceMore(page);

        await page.TabTo("button:text-is('Resume')");
        await page.Press("Enter");
        await page.Locator("#state", new() { HasTextString = "completed" }).WaitForAsync();
        (await portal.Get($"/api/charge-runs/{paused}"))!["totals"]!["lines"]!.GetValue<int>().ShouldBe(Customers);
        await page.Context.CloseAsync();

        (var cancelled, page) = await WhileItPosts("admin", "2024-01-06", customerIds, async page =>
        {
            await page.TabTo("#cancel-reason");
            await page.Keyboard.TypeAsync("the wrong date");
            await page.TabTo("button:text-is('Cancel the run')");
            await page.Press("Enter");
        });
        await page.Locator("#state", new() { HasTextString = "cancelled" }).WaitForAsync();
        await page.Shows("the wrong date");
        (await portal.Get($"/api/charge-runs/{cancelled}"))!["totals"]!["lines"]!.GetValue<int>()
            .ShouldBeInRange(1, Customers - 1);
        await page.Context.CloseAsync();
    }

    /// <summary>At the end of a run its page is loaded once more and not twice:
    /// the second time would take away what somebody has begun in it.</summary>
    private static async Task LoadsOnceMore(IPage page)
    {
        var (loads, begun, again) = (0, 0, new TaskCompletionSource());
        await page.RouteAsync("**/events", async route =>
        {
            if (Interlocked.Increment(ref begun) > 1)
            {
                again.TrySetResult();
                // No events any more, and none to come.
                await route.FulfillAsync(new() { Status = 204 });
            }
            else
            {
                await route.FulfillAsync(new()
                {
                    ContentType = "text/event-stream",
                    Body = "event: progress\ndata: {\"status\":\"completed\",\"done\":1,\"total\":1,\"lines\":1}\n\n"
                        + "event: ended\ndata: {}\n\n",
                });
            }
        });
        page.Request += Count;
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });
        await again.Task.WaitAsync(TimeSpan.FromMinutes(1));
        page.Request -= Count;
        loads.ShouldBe(2);
        await page.UnrouteAsync("**/events");
        await page.ReloadAsync();

        void Count(object? sender, IRequest request)
        {
            if (request.IsNavigationRequest) Interlocked.Increment(ref loads);
        }
    }

    /// <summary>Who may not steer sees how far the run is, and nothing to press.</summary>
    private async Task OthersOnlyLook(string runId)
    {
        foreach (var role in new[] { "finance", "auditor" })
        {
            var page = await portal.As(role, $"/management/charge-runs/{runId}");
            await page.Locator("#state", new() { HasTextString = "paused" }).WaitForAsync();
            (await page.Locator("#progress form").CountAsync()).ShouldBe(0);
            foreach (var what in new[] { "pause", "resume", "cancel" })
                (await page.Send($"/management/charge-runs/{runId}/{what}", ("reason", "no"))).ShouldBe(403);
            await page.Context.CloseAsync();
        }
    }

    /// <summary>Starts a run, holds its first parts while they are being posted, does something with its page
    /// that waits behind them, and lets them go.</summary>
    private async Task<(string RunId, IPage Page)> WhileItPosts(
        string role, string date, string[] customerIds, Func<IPage, Task> steer)
    {
        await using var connection = new NpgsqlConnection(portal.Database);
        await connection.OpenAsync();
        await using var held = await connection.BeginTransactionAsync();
        await connection.Execute("LOCK TABLE posting.posted_lines IN EXCLUSIVE MODE");
        var runId = Carrier.Text(await portal.Post("/api/charge-runs", new { date, customerIds }), "runId");
        await Eventually.True(() => Waits(connection, "relation = 'posting.posted_lines'::regclass"),
            "a part is being posted", TimeSpan.FromMinutes(1));
        var page = await portal.As(role, $"/management/charge-runs/{runId}");
        await page.Locator("#state", new() { HasTextString = "running" }).WaitForAsync();
        await page.Locator("[data-said=total]").Says("12,000");
        var steered = steer(page);
        await Eventually.True(() => Waits(connection,
            $"locktype = 'advisory' AND objid::bigint = hashtextextended('gate:charge-run-{runId}', 0) & 4294967295"),
            "the click waits for the parts", TimeSpan.FromMinutes(1));
        await held.RollbackAsync();
        await steered;
        return (runId, page);
    }

    private static async Task<bool> Waits(NpgsqlConnection connection, string what)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND {what})", connection);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Customers who owe something on two days of the past, and on no others.</summary>
    private async Task<string[]> Many()
    {
        var name = Carrier.Free("steered");
        await portal.Post(
            "/api/packages", new { packageId = name, name, retail = "1", cost = "0", frequency = "daily" });
        var customerIds = Enumerable.Range(1, Customers)
            .Select(n => string.Create(CultureInfo.InvariantCulture, $"zz-{name}-{n}")).ToArray();
        using var form = new MultipartFormDataContent
        {
            { File("customerId,name", customerIds.Select(id => $"{id},Many")), "customers", "customers.csv" },
            { File("assignmentId,customerId,packageId,startDate,endDate", customerIds.Select(id =>
                $"a-{id},{id},{name},2024-01-05,2024-01-06")), "assignments", "assignments.csv" },
        };
        using var answer = await portal.Host.Client.PostAsync(new Uri("/api/imports", UriKind.Relative), form);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        System.Text.Json.Nodes.JsonNode.Parse(text)!["stoppedAt"].ShouldBeNull(text);
        return customerIds;
    }

    private static ByteArrayContent File(string header, IEnumerable<string> rows) =>
        new(Encoding.UTF8.GetBytes($"{header}\n{string.Join('\n', rows)}\n"));
}
