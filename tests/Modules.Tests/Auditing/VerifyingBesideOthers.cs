using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Auditing;

/// <summary>
/// I22: a verification never raises a false alarm, whatever runs beside it, and finds what was edited all the same.
/// </summary>
public sealed class VerifyingBesideOthers
{
    private const int Times = 200;
    private static readonly string[] Customers = ["north", "south", "east", "west"];
    private static readonly DateOnly First = new(2025, 2, 1);
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task verifying_200_times_beside_runs_calls_corrections_and_checkpoints_never_raises_a_false_alarm()
    {
        await using var node = await Node.Start();
        var audited = Audited.Over(node);
        await Carrier(node);
        using var stop = new CancellationTokenSource();
        Beside[] bills = [.. Customers.Select(customer => new Beside(turn => Bill(node, customer, turn), stop.Token))];
        using var checkpoints = new Beside(_ =>
            node.Services.GetRequiredService<MakeCheckpoints>().Make(CheckpointLimits.Positions, None), stop.Token);
        try
        {
            string? head = null;
            for (var n = 0; n < Times; n++)
            {
                foreach (var bill in bills.Where((_, i) => i % 2 == n % 2)) bill.Go();
                if (n % 20 == 10) checkpoints.Go();
                var view = await audited.Verify(head);
                view.Faults.ShouldBeEmpty($"verification {n}");
                // The newest head there is, which may be of a seal above the position that the next one gets to.
                head = (await node.Services.GetRequiredService<SealedRuns>().Head(None)).Text;
            }

            // One edit of each kind is found while the others go on.
            (string Edit, string Undo, string Check)[] edits =
            [
                ("UPDATE billing.accounts SET accrued = accrued + 1 WHERE customer_id = 'quiet'",
                    "UPDATE billing.accounts SET accrued = accrued - 1 WHERE customer_id = 'quiet'", "accounts"),
                ("UPDATE audit.seals SET run_id = run_id || 'x' WHERE number = 1",
                    "UPDATE audit.seals SET run_id = left(run_id, -1) WHERE number = 1", "seals"),
                ("UPDATE posting.posted_lines SET occurrence = occurrence + 1000 WHERE posting_date = '2025-02-01'",
                    "UPDATE posting.posted_lines SET occurrence = occurrence - 1000 WHERE posting_date = '2025-02-01'",
                    "index"),
                ("UPDATE audit.checkpoint_blocks SET hash = hash || 'x' WHERE number = 1",
                    "UPDATE audit.checkpoint_blocks SET hash = left(hash, -1) WHERE number = 1", "checkpoints"),
                ("UPDATE events.mt_streams SET version = version + 1 WHERE id = 'account-quiet'",
                    "UPDATE events.mt_streams SET version = version - 1 WHERE id = 'account-quiet'", "streams"),
                ("UPDATE events.mt_events SET timestamp = timestamp + interval '1 second' WHERE seq_id = 1",
                    "UPDATE events.mt_events SET timestamp = timestamp - interval '1 second' WHERE seq_id = 1",
                    "blocks"),
            ];
            foreach (var (edit, undo, check) in edits)
            {
                foreach (var bill in bills) bill.Go();
                await audited.Sql(edit);
                (await audited.Verify()).FirstFault.ShouldNotBeNull(edit).Check.ShouldBe(check, edit);
                await audited.Sql(undo);
                (await audited.Verify()).Faults.ShouldBeEmpty(undo);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll([checkpoints.Ended, .. bills.Select(bill => bill.Ended)]);
            foreach (var bill in bills) bill.Dispose();
        }
        (await audited.Verify()).Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_run_that_was_sealed_above_the_position_that_was_read_up_to_is_sealed()
    {
        await using var audited = await Audited.Start();
        await audited.Run();
        var log = audited.Node.Log;
        var stored = audited.Node.Services.GetRequiredService<StoredSeals>();
        var (ended, tail) = (await audited.Position("charge_run_completed", 1), await log.Tail(None));

        var check = await Folded(log, ended);
        await check.Finish(new((await audited.Seals()).Count, (await audited.Seals())[^1].Seal), tail, stored, None);
        check.Found.ShouldBeNull();

        // With the seal gone there is nothing above it either.
        await audited.Sql(
            "DELETE FROM events.mt_events WHERE type = 'run_sealed' AND version = 2; "
            + "DELETE FROM audit.seals WHERE number = 2");
        check = await Folded(log, ended);
        await check.Finish(null, tail, stored, None);
        check.Found.ShouldNotBeNull().What.ShouldEndWith("has ended and its seal is gone");
    }

    [Fact]
    public async Task a_checkpoint_that_was_sealed_above_the_position_that_was_read_up_to_is_sealed()
    {
        await using var audited = await Audited.Start();
        await audited.Run();
        var through = await audited.Node.Log.Tail(None);
        var making = audited.Node.Services.GetRequiredService<MakeCheckpoints>();
        (await making.Make(CheckpointLimits.Positions, None)).ShouldBe(1);

        var check = new CheckpointCheck(audited.Node.Services.GetRequiredService<Checkpoints>());
        await check.Begin(through, None);
        await check.Finish(making, None);
        check.Found.ShouldBeNull();

        await audited.Sql(
            "INSERT INTO audit.checkpoint_blocks (number, name, hash, kept_in) VALUES (3, 'book/000001', '', 3)");
        await check.Finish(making, None);
        check.Found.ShouldNotBeNull().What.ShouldBe("block book/000001 is of checkpoint 3, which was never sealed");
    }

    private static async Task<SealCheck> Folded(IEventLog log, long through)
    {
        var check = new SealCheck();
        await foreach (var stored in log.ReadAll(0, through, null, None)) check.Take(stored);
        return check;
    }

    private static async Task Carrier(Node node)
    {
        await node.Send(new DefinePackage
        {
            PackageId = "seat", Name = "Seat", Retail = 10, Cost = 6, SetupRetail = 5, Frequency = "daily",
        });
        await node.Send(new DefinePackage
        {
            PackageId = "floor", Name = "Floor", Retail = 0, Cost = 0, MinimumSpend = 50, Frequency = "monthly",
            FrequencyMatch = Given.Json("[1]"),
        });
        await node.Send(new RegisterCustomer("quiet", "Quiet", null, null, null));
        await node.Send(new ReceivePayment("quiet", 1, "wire-quiet"));
        foreach (var customer in Customers)
        {
            await node.Send(new RegisterCustomer(customer, customer, null, null, null));
            await node.Send(new ReceivePayment(customer, 1000, $"wire-{customer}"));
            await node.Send(new AssignPackage(
                customer, new($"{customer}-seat", "seat", 1, new(2025, 1, 15), null, null, true, null, null, null)));
            await node.Send(new AssignPackage(
                customer, new($"{customer}-floor", "floor", 1, new(2025, 1, 15), null, null, false, null, null, null)));
        }
    }

    /// <summary>
    /// What a customer's day brings: calls, a run, and in turn a reversal, a late price with its restatement, or
    /// nothing more.
    /// </summary>
    private static async Task Bill(Node node, string customer, int turn)
    {
        await node.Record(
            [new { callId = $"{customer}-{turn}", customerId = customer, destination = "442079460000",
                startedAt = "2025-01-20T10:00:00Z", billedSeconds = 60, amount = "0.1" }]);
        var date = First.AddDays(turn);
        await node.Run(date, customer);
        if (turn % 3 == 1)
            await node.Send(new ReverseLine(
                ChargeIds.Of($"{customer}-seat", ChargeKind.Recurring, date, 1), "billed in error"));
        if (turn % 3 != 2) return;
        await node.Send(new ChangeAssignment(customer, $"{customer}-seat", new(1 + (turn % 5), null, date)));
        await node.Send(new Restate(date, date, [customer], false, "quantity was late"));
    }

    /// <summary>
    /// Work that goes on beside the verifications, a turn for each at most: what they read does not grow with how long
    /// they take.
    /// </summary>
    private sealed class Beside : IDisposable
    {
        private readonly SemaphoreSlim _turns = new(0);

        public Beside(Func<int, Task> work, CancellationToken stopped) => Ended = Run(work, stopped);

        public Task Ended { get; }

        public void Go()
        {
            if (Ended.IsFaulted) Ended.GetAwaiter().GetResult();
            if (_turns.CurrentCount == 0) _turns.Release();
        }

        public void Dispose() => _turns.Dispose();

        private async Task Run(Func<int, Task> work, CancellationToken stopped)
        {
            for (var turn = 0; ; turn++)
            {
                try
                {
                    await _turns.WaitAsync(stopped);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                await work(turn);
            }
        }
    }
}
