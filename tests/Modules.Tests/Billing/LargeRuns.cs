using Microsoft.Extensions.DependencyInjection;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>Runs of many parts: their memory, what becomes of them when they are disturbed,
/// and what others do meanwhile.</summary>
[Collection(Alone)]
public sealed class LargeRuns
{
    /// <summary>The process's memory is measured, so no other test may run beside these.</summary>
    private const string Alone = "alone";

    private static readonly bool Long = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1";

    // What the subscriptions that follow the run may have decoded at the instant of a sample, a page of the log each.
    private const long SeveralPages = 64 << 20;

    // Three parts or more.
    private const int SeveralParts = 25_000;

    [Fact]
    public async Task a_run_of_100_000_assignments_posts_in_parts_and_its_memory_does_not_grow_with_the_customers()
    {
        var few = await Grown(Long ? 250_000 : 25_000);
        var many = await Grown(Long ? 1_000_000 : 100_000);

        // Four times the customers; a run that kept a report's line of each would need some 100 MB more.
        many.Run.ShouldBeLessThan((2 * few.Run) + SeveralPages);
        many.SecondRun.ShouldBeLessThan((2 * few.SecondRun) + SeveralPages);
    }

    [Fact]
    public async Task a_run_whose_connection_is_cut_posts_the_same_lines_as_an_undisturbed_one()
    {
        await using var quiet = await Node.Start();
        await new Carrier(SeveralParts).Load(quiet);
        var undisturbed = await quiet.Run(Carrier.RunDate);

        await using var node = await Node.Start();
        await new Carrier(SeveralParts).Load(node);
        var asked = await node.Send(new StartChargeRun(Carrier.RunDate, null));
        var ended = node.Ended(asked.RunId);
        (await CutAPosting(node, ended)).ShouldBeTrue("no posting was there to be cut");
        var run = await ended;

        run.Status.ShouldBe(RunStatus.Completed);
        var lines = await Sorted(node, run);
        lines.ShouldBe(await Sorted(quiet, undisturbed));
        AddsUp(run, lines);
        run.Totals.Considered.ShouldBe(SeveralParts);
        (await node.Count("SELECT count(*) FROM posting.posted_lines"))
            .ShouldBe(lines.Count(line => line.Outcome == LineOutcome.Charged));
    }

    [Fact]
    public async Task two_runs_of_a_date_at_once_post_each_line_once_and_each_reports_what_it_did()
    {
        await using var node = await Node.Start();
        await new Carrier(SeveralParts).Load(node);

        var runs = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => node.Run(Carrier.RunDate))));

        var charged = new List<ReportLine>();
        foreach (var run in runs)
        {
            run.Status.ShouldBe(RunStatus.Completed);
            var lines = await Sorted(node, run);
            AddsUp(run, lines);
            run.Totals.Considered.ShouldBe(SeveralParts);
            (run.Totals.Charged + run.Totals.AlreadyCharged + run.Totals.Skipped).ShouldBe(SeveralParts);
            charged.AddRange(lines.Where(line => line.Outcome == LineOutcome.Charged));
        }
        charged.Select(line => line.ChargeId).Distinct().Count().ShouldBe(charged.Count);
        (await node.Count("SELECT count(*) FROM posting.posted_lines")).ShouldBe(charged.Count);
        (await node.Run(Carrier.RunDate)).Totals.Lines.ShouldBe(0);
        await EveryAccountAddsUp(node);
    }

    [Fact]
    public async Task payments_during_a_run_are_before_or_after_it_and_credit_is_the_sum_of_its_entries()
    {
        await using var node = await Node.Start();
        var carrier = new Carrier(SeveralParts);
        await carrier.Load(node);
        var asked = await node.Send(new StartChargeRun(Carrier.RunDate, null));
        var ended = node.Ended(asked.RunId);

        var paid = await Task.WhenAll(Enumerable.Range(0, 4).Select(async payer =>
        {
            var payments = 0;
            for (var random = new Random(payer); !ended.IsCompleted; payments++)
                await node.Send(new ReceivePayment(
                    carrier.Customers[random.Next(carrier.Customers.Count)], 1.25m, $"{payer}/{payments}"));
            return payments;
        }));
        var run = await ended;

        run.Status.ShouldBe(RunStatus.Completed);
        run.Totals.Considered.ShouldBe(SeveralParts);
        AddsUp(run, await Sorted(node, run));
        paid.Sum().ShouldBeGreaterThan(0);
        await EveryAccountAddsUp(node);
    }

    [Fact]
    public async Task a_customer_whose_account_keeps_moving_is_decided_again_and_posted_once()
    {
        await using var node = await Node.Start();
        var carrier = new Carrier(SeveralParts);
        await carrier.Load(node);
        var busy = carrier.Customers[^1];
        var asked = await node.Send(new StartChargeRun(Carrier.RunDate, null));
        var ended = node.Ended(asked.RunId);
        for (var payment = 0; !ended.IsCompleted; payment++)
        {
            await node.Send(new ReceivePayment(busy, 0.5m, $"{payment}"));
            await Task.WhenAny(ended, Task.Delay(15));
        }
        var run = await ended;

        run.Status.ShouldBe(RunStatus.Completed);
        var parts = await Parts(node, run);
        parts.Count(part => part.Deferred.Contains(busy)).ShouldBeGreaterThan(0);
        parts.Count(part => part.Customers?.Contains(busy) == true).ShouldBeGreaterThan(0);
        (await node.Log.ReadStream(Streams.Account(busy), CancellationToken.None))
            .Count(stored => stored.Data is ChargesPosted).ShouldBe(1);
        AddsUp(run, await Sorted(node, run));
        await EveryAccountAddsUp(node);
    }

    /// <summary>By how much live memory rose at most during a run, and during a second one of the date,
    /// that charges nothing.</summary>
    private static async Task<(long Run, long SecondRun)> Grown(int assignments)
    {
        await using var node = await Node.Start();
        await new Carrier(assignments).Load(node);
        var (grown, run) = await Grown(node);
        run.Totals.Considered.ShouldBe(assignments);
        var parts = await node.Count("SELECT count(*) FROM billing.charge_run_parts");
        parts.ShouldBeGreaterThanOrEqualTo(run.Totals.Lines / (RunLimits.LinesPerPart + 100));
        parts.ShouldBeGreaterThan(1);
        var (again, second) = await Grown(node);
        second.Totals.Lines.ShouldBe(0);
        second.Totals.AlreadyCharged.ShouldBeGreaterThan(0);
        return (grown, again);
    }

    private static async Task<(long Bytes, RunView Run)> Grown(Node node)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var run = node.Run(Carrier.RunDate);
        var peak = 0L;
        while (!run.IsCompleted)
        {
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
            await Task.WhenAny(run, Task.Delay(30));
        }
        return (peak, await run);
    }

    /// <summary>Ends a database session in the middle of a posting, of the first part or a later one.</summary>
    private static async Task<bool> CutAPosting(Node node, Task ended)
    {
        await using var connection = await node.Source.OpenConnectionAsync();
        await using var cut = new NpgsqlCommand("""
            SELECT count(pg_terminate_backend(pid)) FROM (
                SELECT pid FROM pg_stat_activity
                WHERE datname = current_database() AND state = 'active' AND query LIKE 'COPY %' AND (SELECT count(*)
                    FROM posting.posted_lines) >= $1
                LIMIT 1) p
            """, connection)
        { Parameters = { new() { Value = (long)Random.Shared.Next(2) } } };
        while (!ended.IsCompleted)
            if ((long)(await cut.ExecuteScalarAsync())! > 0) return true;
        return false;
    }

    private static async Task<List<ReportLine>> Sorted(Node node, RunView run)
    {
        var lines = await node.Lines(run);
        lines.Sort(ReportLine.Order);
        return lines;
    }

    private static async Task<List<ChargeRunPartPosted>> Parts(Node node, RunView run)
    {
        var parts = new List<ChargeRunPartPosted>();
        await foreach (var stored in node.Log.ReadAll(
            0, long.MaxValue, [typeof(ChargeRunPartPosted)], CancellationToken.None))
            if (stored.Data is ChargeRunPartPosted part && part.RunId == run.RunId) parts.Add(part);
        return parts;
    }

    private static void AddsUp(RunView run, List<ReportLine> lines)
    {
        var sums = lines.Where(line => line.Outcome == LineOutcome.Charged)
            .GroupBy(line => line.Currency)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Count(), group.Sum(line => line.Retail), group.Sum(line => line.Cost),
                group.Where(line => line.DebitsCredit).Sum(line => line.Retail)));
        run.Totals.ByCurrency.Select(sum => (sum.Currency, sum.Lines, sum.Retail, sum.Cost, sum.Debited))
            .ShouldBe(sums);
    }

    /// <summary>Every account's stream has no gap, its events lead from credit to credit,
    /// and the book ends where they end (I8).</summary>
    private static async Task EveryAccountAddsUp(Node node)
    {
        await Carrier.WaitForAll(node);
        var accounts = new Dictionary<string, (long Version, decimal Credit, decimal Accrued)>(StringComparer.Ordinal);
        await foreach (var stored in node.Log.ReadAll(
            0, long.MaxValue, [typeof(PaymentReceived), typeof(ChargesPosted)], CancellationToken.None))
        {
            var (customer, amount, accrued, after) = stored.Data switch
            {
                PaymentReceived payment => (payment.CustomerId, payment.Amount, 0m, payment.CreditAfter),
                ChargesPosted posted => (posted.CustomerId,
                    -posted.Lines.Where(line => line.DebitsCredit).Sum(line => line.Retail),
                    posted.Lines.Where(line => !line.DebitsCredit).Sum(line => line.Retail), posted.CreditAfter),
                _ => throw new InvalidOperationException(stored.Type),
            };
            var before = accounts.GetValueOrDefault(customer);
            stored.Version.ShouldBe(before.Version + 1);
            after.ShouldBe(before.Credit + amount);
            accounts[customer] = (stored.Version, after, before.Accrued + accrued);
        }

        var book = new Dictionary<string, (long Version, decimal Credit, decimal Accrued)>(StringComparer.Ordinal);
        await using var command = node.Source.CreateCommand(
            "SELECT customer_id, version, credit, accrued FROM billing.accounts");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            book.Add(reader.GetString(0), (reader.GetInt64(1), reader.GetDecimal(2), reader.GetDecimal(3)));
        book.Count.ShouldBe(accounts.Count);
        foreach (var (customer, account) in accounts) book[customer].ShouldBe(account);
    }
}

[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneDefinition;
