using Npgsql;

namespace PackageBilling.EventStore.Tests;

public sealed class Appending
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task what_is_appended_is_read_back_with_its_metadata()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        object[] facts = [new Named("Straße \"A\"", 1.230000m, new DateOnly(2026, 2, 28)), new Counted(7)];

        var positions = await node.Append("stream-1", 0, facts);

        var stored = await node.Log.ReadStream("stream-1", None);
        stored.Select(e => e.Data).ShouldBe(facts);
        stored.Select(e => e.Position).ShouldBe(positions);
        stored.Select(e => e.Version).ShouldBe([1, 2]);
        stored.Select(e => e.Type).ShouldBe(["named", "counted"]);
        stored.ShouldAllBe(e => e.Metadata == Given.Metadata && e.StreamId == "stream-1" && e.Id != Guid.Empty);
        (await node.Ask<string>("SELECT data->>'amount' FROM events.mt_events WHERE version = 1")).ShouldBe("1.230000");
        (await node.Ask<string>("SELECT mt_dotnet_type FROM events.mt_events WHERE version = 2"))
            .ShouldBe("PackageBilling.EventStore.Tests.Counted, PackageBilling.EventStore.Tests");
        (await node.Ask<string>("SELECT headers::text FROM events.mt_events WHERE version = 2"))
            .ShouldBe("""{"user": "carol", "keyId": "key-of-carol", "reason": "a correction"}""");
    }

    [Fact]
    public async Task absent_metadata_stays_absent()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        var sparse = new EventMetadata(Given.Noon, "system");
        await node.Log.Append([new("stream-1", 0, [new Counted(1)])], sparse, null, None);

        (await node.Log.ReadStream("stream-1", None)).Single().Metadata.ShouldBe(sparse);
        (await node.Ask<string>("SELECT headers::text FROM events.mt_events")).ShouldBe("""{"user": "system"}""");
    }

    [Fact]
    public async Task a_stream_that_does_not_exist_has_no_history() =>
        (await (await LogAdapter.Alone.Quiet()).Log.ReadStream("nothing", None)).ShouldBeEmpty();

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(3, 2)]
    public async Task an_append_at_another_version_is_a_conflict_and_writes_nothing(long expected, long actual)
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await node.Append("stream-1", 0, new Counted(1), new Counted(2));

        var conflict =
            await Should.ThrowAsync<StreamConflictException>(() => node.Append("stream-1", expected, new Counted(3)));

        (conflict.StreamId, conflict.ExpectedVersion, conflict.ActualVersion).ShouldBe(("stream-1", expected, actual));
        (await node.Log.ReadStream("stream-1", None)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task a_conflict_in_one_stream_keeps_the_others_untouched()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await node.Append("b", 0, new Counted(1));

        await Should.ThrowAsync<StreamConflictException>(() => node.Log.Append(
            [new("a", 0, [new Counted(2)]), new("b", 0, [new Counted(3)]), new("c", null, [new Counted(4)])],
            Given.Metadata, null, None));

        (await node.Ask<long>("SELECT count(*) FROM events.mt_events")).ShouldBe(1);
        (await node.Ask<long>("SELECT count(*) FROM events.mt_streams")).ShouldBe(1);
    }

    [Fact]
    public async Task several_streams_are_appended_to_in_the_order_given()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await node.Append("b", 0, new Counted(1));

        var positions = await node.Log.Append(
            [new("b", 1, [new Counted(2), new Counted(3)]), new("a", 0, [new Counted(4)])], Given.Metadata, null, None);

        var all = await node.Log.ReadAll(1, long.MaxValue, null, None).ToListAsync();
        all.Select(e => (e.Position, e.StreamId, e.Version, ((Counted)e.Data).Value))
            .ShouldBe([(positions[0], "b", 2, 2), (positions[1], "b", 3, 3), (positions[2], "a", 1, 4)]);
    }

    [Fact]
    public async Task eight_writers_on_one_stream_lose_nothing()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var n = 0; n < 25; n++) await AppendAtNewestVersion(node, writer * 25 + n);
        })));

        var history = await node.Log.ReadStream("shared", None);
        history.Select(e => e.Version).ShouldBe(Enumerable.Range(1, 200).Select(v => (long)v));
        history.Select(e => e.Position).ShouldBeInOrder();
        history.Select(e => ((Counted)e.Data).Value).Order().ShouldBe(Enumerable.Range(0, 200).Select(v => (long)v));
    }

    [Fact]
    public async Task facts_that_hold_at_any_version_are_appended_by_all_writers()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            for (var n = 0; n < 25; n++) await node.Append("shared", null, new Counted(n));
        })));

        var history = await node.Log.ReadStream("shared", None);
        history.Select(e => e.Version).ShouldBe(Enumerable.Range(1, 200).Select(v => (long)v));
        history.Select(e => e.Position).ShouldBeInOrder();
    }

    [Fact]
    public async Task statements_alongside_commit_with_the_events_or_not_at_all()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await node.Tell("CREATE TABLE notes (text text)");
        Func<NpgsqlConnection, CancellationToken, Task> note = async (connection, ct) =>
        {
            await using var command = new NpgsqlCommand("INSERT INTO notes VALUES ('x')", connection);
            await command.ExecuteNonQueryAsync(ct);
        };

        await node.Log.Append([new("s", 0, [new Counted(1)])], Given.Metadata, note, None);
        await Should.ThrowAsync<StreamConflictException>(
            () => node.Log.Append([new("s", 0, [new Counted(1)])], Given.Metadata, note, None));
        (await node.Log.Append([], Given.Metadata, note, None)).ShouldBeEmpty();

        (await node.Ask<long>("SELECT count(*) FROM notes")).ShouldBe(2);
    }

    [Fact]
    public async Task reading_all_gives_the_wanted_types_between_two_positions()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        var positions = await node.Append(
            "s", 0, new Counted(1), new Named("a", 1, default), new Counted(2), new Counted(3));

        var found = await node.Log.ReadAll(positions[0], positions[2], [typeof(Counted)], None).ToListAsync();

        found.Select(e => e.Position).ShouldBe([positions[2]]);
    }

    [Fact]
    public async Task reading_goes_on_over_as_many_pages_as_there_are()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        var facts = Enumerable.Range(0, Limits.PageEvents * 2 + 5).Select(n => (object)new Counted(n)).ToArray();
        await node.Append("s", 0, facts);

        (await node.Log.ReadAll(0, long.MaxValue, null, None).Select(e => e.Data).ToListAsync()).ShouldBe(facts);
        (await node.Log.ReadAll(0, long.MaxValue, null, None).Take(3).CountAsync()).ShouldBe(3);
        (await node.Log.ReadFacts(0, long.MaxValue, null, None).ToListAsync())
            .ShouldBe(await node.Log.ReadAll(0, long.MaxValue, null, None)
                .Select(e => new StoredFact(e.Position, e.Version, e.Data)).ToListAsync());
    }

    [Fact]
    public async Task an_event_of_an_unknown_type_is_named_and_never_skipped()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await node.Append("s", 0, new Counted(1));
        await node.Tell(
            "UPDATE events.mt_events SET type = 'from_the_future', mt_dotnet_type = 'A.Future.Fact, A.Future'");

        (await Should.ThrowAsync<InvalidOperationException>(() => node.Log.ReadStream("s", None))).Message
            .ShouldContain("from_the_future");
        await Should.ThrowAsync<InvalidOperationException>(async () =>
            await node.Log.ReadAll(0, 10, null, None).CountAsync());
        await Should.ThrowAsync<InvalidOperationException>(async () =>
            await node.Log.ReadFacts(0, 10, null, None).CountAsync());
        (await node.Log.ReadAll(0, 10, [typeof(Counted)], None).CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task an_event_is_found_by_its_alias_whatever_its_class_was_called_when_it_was_stored()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await node.Append("s", 0, new Counted(1));
        await node.Tell("UPDATE events.mt_events SET mt_dotnet_type = 'An.Earlier.Place.Counted, An.Earlier.Place'");

        (await node.Log.ReadStream("s", None)).Select(e => e.Data).ShouldBe([new Counted(1)]);
        (await node.Log.ReadAll(0, 10, null, None).Select(e => e.Data).ToListAsync()).ShouldBe([new Counted(1)]);
    }

    private static async Task AppendAtNewestVersion(Node node, long value)
    {
        while (true)
        {
            try
            {
                await node.Append("shared", (await node.Log.ReadStream("shared", None)).Count, new Counted(value));
                return;
            }
            catch (StreamConflictException)
            {
                // Somebody else was first; decide again.
            }
        }
    }
}
