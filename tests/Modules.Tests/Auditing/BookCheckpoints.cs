using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Modules.Tests.Reference;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Auditing;

/// <summary>
/// Checkpoints of the book affect cost, never meaning; one that was changed is found and never believed.
/// </summary>
public sealed class BookCheckpoints
{
    private static readonly int Stories = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 400 : 15;
    private static readonly DateOnly First = new(2025, 2, 1);

    [Fact]
    public async Task with_checkpoints_and_without_books_and_replays_of_random_histories_are_equal()
    {
        await using var node = await Node.Start(clock: new StoryClock());
        var stories = Enumerable.Range(70_001, Stories).Select(seed => new Reference.Story(node, seed)).ToList();
        await Parallel.ForEachAsync(stories, async (story, _) => await story.Live(8));
        (await Make(node, positions: 60)).ShouldBeGreaterThan(1);
        await Parallel.ForEachAsync(stories, async (story, _) => await story.GoOn(4));
        await Make(node, positions: 200);
        await Parallel.ForEachAsync(stories, async (story, _) => await story.GoOn(4));
        await Reverse(node, stories);
        await Make(node, positions: 200);
        foreach (var date in (DateOnly[])[new(2024, 3, 1), new(2024, 3, 31), new(2024, 4, 15)]) await node.Run(date);

        var runs = await Runs(node);
        var replays = await node.Send(new ReplayRuns(runs, FromZero: true));
        foreach (var replay in replays) (replay.Equal, replay.FoldedFrom).ShouldBe((true, 0), Text(replay));
        var began = new HashSet<long>();
        foreach (var some in runs.Chunk(Math.Max(1, runs.Count / 10)))
            foreach (var replay in await node.Send(new ReplayRuns(some)))
            {
                began.Add(replay.FoldedFrom);
                Text(replay with { FoldedFrom = 0 }).ShouldBe(Text(replays.Single(one => one.RunId == replay.RunId)));
            }
        began.Count.ShouldBeGreaterThan(1);
        await SameBooks(node);
        var audited = Audited.Over(node);
        (await audited.Verify()).FirstFault.ShouldBeNull();
    }

    [Fact]
    public async Task calls_and_charges_of_before_a_checkpoint_count_after_it()
    {
        await using var node = await Node.Start();
        await Called(node);
        await node.RunPackage("acme", First);
        (await Make(node)).ShouldBe(1);
        await node.Record([Call("late", "442079460001", "5")]);
        var run = await node.RunPackage("acme", First);
        var replay = (await node.Send(new ReplayRuns([run.RunId])))[0];
        replay.Equal.ShouldBeTrue(Text(replay));
        replay.FoldedFrom.ShouldBe((await Sealed(node)).Single().Position);
        (await node.Lines(run)).Where(line => line.Kind == ChargeKind.MinimumSpend)
            .Select(line => (line.AssignmentId, line.Retail, line.Again))
            .ShouldBe([("one", 25m, true), ("two", 15m, true), ("all", 0m, false)], ignoreOrder: true);
    }

    [Fact]
    public async Task nothing_new_makes_none_and_while_one_is_made_nobody_else_makes_one()
    {
        await using var node = await Node.Start();
        await Called(node);
        var making = node.Services.GetRequiredService<MakeCheckpoints>();
        (await Make(node)).ShouldBe(1);
        // Its own seal is all that has come since.
        (await Make(node)).ShouldBe(0);
        await node.Send(new ReceivePayment("acme", 1, "r2"));
        (await Make(node)).ShouldBe(1);
        await using (var other = await node.Source.OpenConnectionAsync())
        {
            await using var held = new Npgsql.NpgsqlCommand(
                "SELECT pg_advisory_lock(hashtextextended('audit.checkpoints', 0))", other);
            await held.ExecuteNonQueryAsync();
            (await making.Make(CheckpointLimits.Positions, CancellationToken.None)).ShouldBeNull();
            // The blocks of one that is being made come before its seal.
            await node.Count(
                "INSERT INTO audit.checkpoint_blocks (number, name, hash, kept_in) VALUES (4, 'book/000001', '', 4) "
                    + "RETURNING number");
            (await making.Unsealed(CancellationToken.None)).ShouldBeNull();
            await using var released = new Npgsql.NpgsqlCommand("SELECT pg_advisory_unlock_all()", other);
            await released.ExecuteNonQueryAsync();
        }
        (await making.Unsealed(CancellationToken.None)).ShouldBe((4, "book/000001"));
        // What one that broke off has left is of the next number, and is no fault.
        await node.Count(
            "UPDATE audit.checkpoint_blocks SET number = 3, kept_in = 3 WHERE number = 4 RETURNING number");
        (await making.Unsealed(CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task a_changed_checkpoint_is_named_by_verify_and_not_used_by_a_replay()
    {
        await using var node = await Node.Start();
        await Called(node);
        await Make(node);
        await node.Record([Call("late", "442079460001", "5")]);
        await Make(node);
        var run = await node.Run(First, "acme");
        var audited = Audited.Over(node);
        await audited.Cover();
        var (first, second) = ((await Sealed(node))[0].Position, (await Sealed(node))[1].Position);
        const string Table = "audit.checkpoint_blocks";
        (string Change, string Fault, long From)[] changes =
        [
            ($"UPDATE {Table} SET content = content || '\\x00'::bytea WHERE number = 1 AND name = 'book/000001'",
                "the content of block book/000001 of checkpoint 1 was changed", 0),
            ($"UPDATE {Table} SET content = 'more' WHERE number = 2 AND name = 'book/000001'",
                "block book/000001 of checkpoint 2 holds a content that is kept elsewhere", second),
            ($"UPDATE {Table} SET content = "
                + $"(SELECT content FROM {Table} WHERE number = 1 AND name = 'spend/2025-01-10') "
                + "WHERE number = 2 AND name = 'spend/2025-01-10'",
                "the content of block spend/2025-01-10 of checkpoint 2 was changed", first),
            ($"UPDATE {Table} SET content = NULL WHERE number = 2 AND name = 'spend/2025-01-10'",
                "the content of block spend/2025-01-10 of checkpoint 2 was changed", first),
            ($"UPDATE {Table} SET hash = (SELECT hash FROM {Table} WHERE number = 1 AND name = 'spend/2025-01-10') "
                + "WHERE number = 2 AND name = 'spend/2025-01-10'",
                "block spend/2025-01-10 of checkpoint 2 is not what the log says", first),
            ($"UPDATE {Table} SET name = 'spend/2025-01-11' WHERE number = 2 AND name = 'spend/2025-01-10'",
                "block spend/2025-01-10 of checkpoint 2 is gone", first),
            ($"UPDATE {Table} SET number = 3 WHERE number = 2 AND name = 'spend/2025-01-10'",
                "block spend/2025-01-10 of checkpoint 2 is gone", first),
            ($"UPDATE {Table} SET kept_in = 1 WHERE number = 2 AND name = 'spend/2025-01-10'",
                "block spend/2025-01-10 of checkpoint 2 is said to be kept elsewhere", first),
            ($"DELETE FROM {Table} WHERE number = 2 AND name = 'spend/2025-01-10'",
                "block spend/2025-01-10 of checkpoint 2 is gone", first),
            ($"DELETE FROM {Table}", "block book/000001 of checkpoint 1 is gone", 0),
            ($"INSERT INTO {Table} SELECT 2, 'posted/2025-02-01', hash, kept_in, content FROM {Table} "
                + "WHERE number = 2 AND name = 'spend/2025-01-10'",
                "block posted/2025-02-01 of checkpoint 2 was put in", first),
            ($"INSERT INTO {Table} SELECT 7, name, hash, kept_in, content FROM {Table} "
                + "WHERE number = 2 AND name = 'packages'",
                "block packages is of checkpoint 7, which was never sealed", second),
        ];
        foreach (var (change, what, from) in changes)
        {
            var (fault, foldedFrom) = await audited.FaultAfter(Table, change, async () =>
            {
                var replay = (await node.Send(new ReplayRuns([run.RunId])))[0];
                replay.Equal.ShouldBeTrue(Text(replay));
                return replay.FoldedFrom;
            });
            (fault.Check, fault.What).ShouldBe(("checkpoints", what), change);
            foldedFrom.ShouldBe(from, change);
        }
    }

    [Fact]
    public async Task what_was_never_folded_from_the_log_is_found_even_when_it_is_sealed()
    {
        await using var node = await Node.Start();
        await Called(node);
        var checkpoints = node.Services.GetRequiredService<Checkpoints>();
        var book = CheckpointDraft.EmptyBook();
        var tail = await node.Log.Tail(CancellationToken.None);
        await foreach (var stored in node.Log.ReadFacts(0, tail, LogBook.EventTypes, CancellationToken.None))
            book.Apply(stored.Data is PaymentReceived payment
                ? stored with { Data = payment with { CreditAfter = 1_000_000 } }
                : stored);
        var blocks = new List<CheckpointBlock>();
        await foreach (var (block, content) in CheckpointDraft.Of(
            book, 1, new Dictionary<string, CheckpointBlock>(), checkpoints.Content, CancellationToken.None))
        {
            await checkpoints.Keep(1, block, content, CancellationToken.None);
            blocks.Add(block);
        }
        var root = Chain.RootOf(blocks.OrderBy(block => block.Name, StringComparer.Ordinal));
        var made = new BookCheckpointSealed(
            1, tail, BookFormat.Number, root, blocks.Count, book.Size, Chain.Start, "");
        await node.Log.Append([new(AuditStreams.Checkpoints, 0, [made with { Seal = Chain.SealOf(made) }])],
            new(DateTimeOffset.UtcNow, "test"), null, CancellationToken.None);
        var audited = Audited.Over(node);
        (await audited.Fault()).What.ShouldBe("block book/000001 of checkpoint 1 is not what the log says");
    }

    private static async Task<int> Make(Node node, long positions = CheckpointLimits.Positions) =>
        (await node.Services.GetRequiredService<MakeCheckpoints>().Make(positions, CancellationToken.None))
            .ShouldNotBeNull();

    private static Task<IReadOnlyList<BookCheckpointSealed>> Sealed(Node node) =>
        node.Services.GetRequiredService<Checkpoints>().Sealed(long.MaxValue, CancellationToken.None);

    /// <summary>From each checkpoint and from zero the log folds to the same book.</summary>
    private static async Task SameBooks(Node node)
    {
        var books = node.Services.GetRequiredService<FoldedBooks>();
        var tail = await node.Log.Tail(CancellationToken.None);
        DateOnly[] dates = [.. Enumerable.Range(0, 400).Select(new DateOnly(2025, 1, 1).AddDays)];
        var plain = Bytes(await Folded(books.Begin(dates, tail, tail, fromZero: true, CancellationToken.None)));
        foreach (var made in await Sealed(node))
            Bytes(await Folded(books.Begin(dates, made.Position, tail, fromZero: false, CancellationToken.None)))
                .ShouldBe(plain);

        async Task<LogBook> Folded(Task<FoldedBooks.Begun> begin)
        {
            var (book, types) = await begin;
            await foreach (var stored in node.Log.ReadFacts(book.Position, tail, types, CancellationToken.None))
                book.Apply(stored);
            return book;
        }

        string Bytes(LogBook book) => string.Join('\n',
        [
            Convert.ToHexString(BookFormat.Packages(book)),
            Convert.ToHexString(BookFormat.Customers(book, [.. book.All()])),
            .. dates.Select(date => Convert.ToHexString(BookFormat.Posted(book.Postings.On(date)))),
            .. book.Spend.All().OrderBy(one => (one.CustomerId, one.Did, one.Date))
            .Select(one => $"{one.CustomerId} {one.Did} {Dates.Text(one.Date)} {CanonicalText.Of(one.Charged)}"),
        ]);
    }

    private static async Task<List<string>> Runs(Node node)
    {
        var (runs, after) = (new List<RunView>(), default(string));
        do
        {
            var page = await node.Send(
                new ListChargeRuns(null, null, RunStatus.Completed, new PageRequest(500, after)));
            runs.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return [.. runs.OrderBy(run => run.Position).Select(run => run.RunId).Take(ReplayLimits.RunsAtOnce)];
    }

    private static async Task Reverse(Node node, List<Reference.Story> stories)
    {
        foreach (var customer in stories.SelectMany(story => story.Customers))
            foreach (var stored in await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None))
                if (stored.Data is ChargesPosted posted && stored.Version % 2 == 0)
                    await Reversing.IfItStands(node, posted.Lines[^1], chargeAgain: stored.Version % 4 == 0);
    }

    private static async Task Called(Node node)
    {
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        await node.Send(new ReceivePayment("acme", 100, "r1"));
        await node.Send(new DefinePackage
        {
            PackageId = "floor", Name = "Floor", Retail = 0, Cost = 0, MinimumSpend = 50, Frequency = "monthly",
            FrequencyMatch = Given.Json("[1]"),
        });
        foreach (var (id, did) in
            ((string, string?)[])[("all", null), ("one", "442079460001"), ("two", "442079460002")])
            await node.Send(new AssignPackage(
                "acme", new(id, "floor", 1, new(2025, 1, 1), null, did, true, null, null, null)));
        await node.Record(
            [Call("k1", "442079460001", "20"), Call("k2", "442079460002", "35"), Call("k3", null, "1.5")]);
    }

    private static object Call(string id, string? did, string amount) =>
        new { callId = id, customerId = "acme", did, destination = "442079460000", startedAt = "2025-01-10T10:00:00Z",
            billedSeconds = 60, amount };

    private static string Text(ReplayView replay) =>
        System.Text.Json.JsonSerializer.Serialize(replay, HttpJson.Options);
}
