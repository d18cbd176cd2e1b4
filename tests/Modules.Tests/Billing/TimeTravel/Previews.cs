using PackageBilling.Billing;
using PackageBilling.Catalog;
using PackageBilling.EventStore;
using PackageBilling.Foundation;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.TimeTravel;

/// <summary>A run by preview posts exactly the previewed lines, or nothing (domain: "Runs").</summary>
public sealed class Previews
{
    private static readonly DateOnly First = new(2025, 2, 1);

    [Fact]
    public async Task it_posts_the_previewed_lines_and_is_replayed()
    {
        await using var node = await Node.Start();
        await Replays.Seat(node);
        var preview = await node.Send(new Simulate(First, null));
        await node.Send(new RevisePackage { PackageId = "seat", Name = "Seat", Retail = 12, Cost = 6, SetupRetail = 5, Frequency = "monthly", FrequencyMatch = Given.Json("[1]"), EffectiveFrom = First.AddDays(1) });
        var run = await Run(node, preview.PreviewToken!);
        (run.Status, run.Position, run.Totals.Retail).ShouldBe((RunView.Completed, preview.Position, 15m));
        (await node.Lines(run)).Select(line => line with { ChargeId = null }).ShouldBe(preview.Lines);
        (await node.Send(new ReplayRuns([run.RunId])))[0].Equal.ShouldBeTrue();

        // It is posted now, which is a change like any other.
        (await Should.ThrowAsync<RefusedException>(() => Run(node, preview.PreviewToken!))).Refusal.ShouldBe(Refusal.Conflict);
    }

    [Fact]
    public async Task it_is_refused_with_the_events_that_came_in_between()
    {
        await using var node = await Node.Start();
        await Replays.Seat(node);
        var token = (await node.Send(new Simulate(First, null))).PreviewToken!;
        await node.Send(new ReceivePayment("acme", 7, "r2"));
        var refused = await Should.ThrowAsync<RefusedException>(() => Run(node, token));
        (refused.Refusal, refused.Field).ShouldBe((Refusal.Conflict, "previewToken"));
        ((IReadOnlyList<FactView>)refused.Events!).ShouldHaveSingleItem().Type.ShouldBe("payment_received");
    }

    [Fact]
    public async Task a_token_cannot_be_made_up_or_used_for_anything_else()
    {
        await using var node = await Node.Start();
        await Replays.Seat(node);
        var token = (await node.Send(new Simulate(First, ["acme"]))).PreviewToken!;
        (await Should.ThrowAsync<RefusedException>(() => Run(node, token))).Message.ShouldBe("was made for other customers");
        (await Should.ThrowAsync<RefusedException>(() => node.Send(new StartChargeRun(First.AddDays(1), ["acme"], token)))).Message.ShouldBe("was made for 2025-02-01");
        foreach (var other in (string[])["", "x", "x.y", token[..^3], (token[0] == 'e' ? 'f' : 'e') + token[1..]])
            (await Should.ThrowAsync<RefusedException>(() => node.Send(new StartChargeRun(First, ["acme"], other)))).Refusal.ShouldBe(Refusal.Rule);
    }

    [Fact]
    public async Task under_concurrent_edits_it_posts_exactly_or_nothing()
    {
        await using var node = await Node.Start();
        await Replays.Seat(node);
        for (var i = 0; i < 20; i++)
        {
            var customer = $"c{i}";
            await node.Send(new RegisterCustomer(customer, customer, null, null, null));
            await node.Send(new AssignPackage(customer, new(null, "seat", 1, First, null, null, true, null, null, null)));
        }
        var (posted, refused) = (0, 0);
        for (var date = First; date < First.AddMonths(10); date = date.AddMonths(1))
        {
            var preview = await node.Send(new Simulate(date, null));
            var on = date;
            var edits = Task.Run(async () =>
            {
                for (var i = 0; i < 4; i++)
                {
                    await Task.Delay(i * 7 * (on.Month % 4));
                    await node.Send(new RevisePackage { PackageId = "seat", Name = "Seat", Retail = 10 + on.Month + i, Cost = 6, SetupRetail = 5, Frequency = "monthly", FrequencyMatch = Given.Json("[1]"), EffectiveFrom = First });
                    await node.Send(new ReceivePayment($"c{on.Month}", 1 + i, $"{on}-{i}"));
                }
            });
            try
            {
                var run = await Run(node, preview.PreviewToken!, date);
                var lines = await node.Lines(run);
                if (run.Status == RunView.Completed)
                {
                    posted++;
                    lines.Select(line => line with { ChargeId = null }).ShouldBe(preview.Lines);
                    (await node.Send(new ReplayRuns([run.RunId])))[0].Equal.ShouldBeTrue();
                }
                else
                {
                    refused++;
                    lines.ShouldBeEmpty();
                    run.Error!.ShouldContain("since the preview");
                }
            }
            catch (RefusedException e)
            {
                refused++;
                e.Refusal.ShouldBe(Refusal.Conflict);
            }
            await edits;
            if (date.Month == 5) await RunUndisturbed(date);
        }
        (posted + refused).ShouldBe(10);
        posted.ShouldBeLessThan(10);

        async Task RunUndisturbed(DateOnly date)
        {
            var preview = await node.Send(new Simulate(date, null));
            (await Run(node, preview.PreviewToken!, date)).Totals.Lines.ShouldBe(preview.Totals.Lines);
        }
    }

    private static Task<RunView> Run(Node node, string token) => Run(node, token, First);

    private static async Task<RunView> Run(Node node, string token, DateOnly date) => await node.Ended((await node.Send(new StartChargeRun(date, null, token))).RunId);
}
