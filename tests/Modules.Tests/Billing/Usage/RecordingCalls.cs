using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Billing.Usage.Callers;

namespace PackageBilling.Modules.Tests.Billing.Usage;

/// <summary>Calls as they are recorded, on a real PostgreSQL.</summary>
public sealed class RecordingCalls
{
    [Fact]
    public async Task a_call_counts_once_however_often_it_is_sent()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node, 10);
        object[] calls = [Call("k1", customer, 400), Call("k2", customer, 400), Call("k1", customer, 400)];
        var first = await node.Record(calls);
        (first.Accepted, first.Duplicates, first.RejectedCount).ShouldBe((2, 1, 0));
        first.Calls!.Select(call => (call.CallId, call.FreeSeconds)).ShouldBe([("k1", 400), ("k2", 200), ("k1", 400)]);

        var second = await node.Record(calls);
        (second.Accepted, second.Duplicates, second.RejectedCount).ShouldBe((0, 3, 0));
        second.Calls!.Select(call => (call.CallId, call.FreeSeconds)).ShouldBe([("k1", 400), ("k2", 200), ("k1", 400)]);
        (await node.CallsOf(customer)).Count.ShouldBe(2);

        var other = await node.Record(
            [Call("k1", customer, 401), Call("k2", customer, 400, amount: "1.000"), Call("k3", customer, 1)]);
        (other.Accepted, other.Duplicates, other.RejectedCount).ShouldBe((1, 1, 1));
        other.Rejected.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            rejected => rejected.Line.ShouldBe(1), rejected => rejected.CallId.ShouldBe("k1"),
            rejected => rejected.Error.ShouldContain("other content"));
    }

    [Fact]
    public async Task a_repeat_with_the_same_key_gets_the_first_answer_again()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node, 10);
        var first = await node.Record([Call("k1", customer, 60)], idempotencyKey: "key");
        var again = await node.Record([Call("k1", customer, 60)], idempotencyKey: "key");
        (again.Accepted, again.Duplicates).ShouldBe((first.Accepted, first.Duplicates));
        (await Should.ThrowAsync<ProblemException>(() => node.Record(
            [Call("k2", customer, 60)], idempotencyKey: "key"))).Field.ShouldBe("Idempotency-Key");
    }

    [Fact]
    public async Task good_lines_are_taken_and_bad_ones_named()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node, 10);
        var taken = await node.Record([Call("k1", customer, 60), "{oops", Call("k2", "nobody", 60),
            Call("k3", customer, -1), Call("k4", customer, 60)], CallFormat.Lines);
        (taken.Accepted, taken.RejectedCount).ShouldBe((2, 3));
        taken.Rejected.Select(rejected => (rejected.Line, rejected.CallId)).ShouldBe([(2, null), (3, "k2"), (4, "k3")]);
    }

    [Fact]
    public async Task a_call_without_a_customer_belongs_to_the_one_who_has_its_did_on_its_date()
    {
        await using var node = await Node.Start();
        var (first, second) = (await Customer(node), await Customer(node));
        var package = await node.Send(new DefinePackage { Name = "Number", Retail = 1, Cost = 0, Frequency = "monthly",
            FrequencyMatch = Json("[1]") });
        await node.Send(new AssignPackage(first,
            new(null, package.PackageId, 1, new(2025, 1, 5), new(2025, 1, 9), "12025550001", false, null, null, null)));
        await node.Send(new AssignPackage(
            second, new(null, package.PackageId, 1, new(2025, 1, 10), null, "12025550001", false, null, null, null)));

        var taken = await node.Record([
            Call("before", null, 60, day: 3, did: "12025550001"), Call("first's", null, 60, day: 8, did: "12025550001"),
            Call("second's", null, 60, day: 9, did: "+1 202 555 0001"),
            Call("nobody's", null, 60, day: 9, did: "12025550003"), Call("no did", null, 60, day: 9),
        ]);

        taken.Rejected.Select(one => (one.Line, one.Error)).ShouldBe(
        [
            (1, "customerId isn't given, and nobody has did 12025550001 at that time"),
            (4, "customerId isn't given, and nobody has did 12025550003 at that time"),
            (5, "customerId may be null only for a call with a did"),
        ]);
        (await node.CallsOf(first)).Select(call => call.CallId).ShouldBe(["first's"]);
        (await node.CallsOf(second)).Select(call => call.CallId).ShouldBe(["second's"]);
    }

    [Fact]
    public async Task a_call_on_a_did_that_another_customer_has_on_that_date_is_rejected_with_line_and_reason()
    {
        await using var node = await Node.Start();
        var (mine, others) = (await Customer(node), await Customer(node));
        var package = await node.Send(new DefinePackage { Name = "Number", Retail = 1, Cost = 0, Frequency = "monthly",
            FrequencyMatch = Json("[1]") });
        await node.Send(new AssignPackage(others,
            new(null, package.PackageId, 1, new(2025, 1, 5), new(2025, 1, 9), "12025550001", false, null, null, null)));
        await node.Send(new AssignPackage(
            mine, new(null, package.PackageId, 1, new(2025, 1, 10), null, "12025550001", false, null, null, null)));
        await node.Send(new AssignPackage(
            mine, new(null, package.PackageId, 1, new(2025, 1, 1), null, "12025550002", false, null, null, null)));

        var taken = await node.Record([
            Call("before", mine, 60, day: 3, did: "12025550001"), Call("while", mine, 60, day: 4, did: "+12025550001"),
            Call("last", mine, 60, day: 8, did: "12025550001"),
            Call("mine again", mine, 60, day: 9, did: "12025550001"),
            Call("mine", mine, 60, day: 5, did: "12025550002"),
            Call("nobody's", mine, 60, day: 5, did: "12025550003"),
            Call("theirs", others, 60, day: 5, did: "12025550001"), Call("none", mine, 60, day: 5),
        ]);

        taken.Rejected.Select(rejected => (rejected.Line, rejected.CallId, rejected.Error)).ShouldBe([
            (2, "while", $"did 12025550001 belongs to customer {others} on 2025-01-05"),
            (3, "last", $"did 12025550001 belongs to customer {others} on 2025-01-09"),
        ]);
        taken.Accepted.ShouldBe(6);
        (await node.CallsOf(mine)).Select(call => call.CallId).ShouldNotContain("while");
    }

    [Fact]
    public async Task a_recorded_call_stays_a_repeat_when_its_did_turns_out_to_be_anothers()
    {
        await using var node = await Node.Start();
        var (mine, others) = (await Customer(node), await Customer(node));
        (await node.Record([Call("k1", mine, 60, did: "12025550009")])).Accepted.ShouldBe(1);
        var package = await node.Send(new DefinePackage { Name = "Number", Retail = 1, Cost = 0, Frequency = "monthly",
            FrequencyMatch = Json("[1]") });
        await node.Send(new AssignPackage(
            others, new(null, package.PackageId, 1, new(2025, 1, 1), null, "12025550009", false, null, null, null)));

        var again = await node.Record([Call("k1", mine, 60, did: "12025550009"),
            Call("k2", mine, 60, did: "12025550009"), Call("k1", mine, 61, did: "12025550009")]);

        (again.Accepted, again.Duplicates, again.RejectedCount).ShouldBe((0, 1, 2));
        again.Rejected.Select(rejected => rejected.Error.Split(' ')[0]).ShouldBe(["did", "callId"]);
    }

    [Fact]
    public async Task a_call_dated_too_early_or_more_than_a_day_in_the_future_is_rejected_with_line_and_reason()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node);
        var now = TimeProvider.System.GetUtcNow();
        object At(string id, DateTimeOffset started) => new
        {
            callId = id, customerId = customer, destination = "442079460000", billedSeconds = 60, amount = "1",
            startedAt = started.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
        };

        var taken = await node.Record([
            At("soon", now.AddHours(23)), At("2099", new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            At("late", now.AddHours(25)), At("first", new(1, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        ]);

        taken.Accepted.ShouldBe(1);
        taken.Rejected.Select(rejected => (rejected.Line, rejected.CallId, rejected.Error)).ShouldBe([
            (2, "2099", "startedAt must not be more than 24 hours in the future"),
            (3, "late", "startedAt must not be more than 24 hours in the future"),
            (4, "first", "startedAt must be from 1990 to 2999"),
        ]);
    }

    [Fact]
    public async Task nothing_of_an_array_that_breaks_off_is_taken()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node, 10);
        var whole = JsonSerializer.Serialize(Enumerable.Range(0, 12_000).Select(n => Call($"k{n}", customer, 60)));
        await Should.ThrowAsync<ProblemException>(() => node.Record(whole[..^1], CallFormat.Array));
        (await node.CallsOf(customer)).ShouldBeEmpty();
    }

    [Fact]
    public async Task what_calls_are_answered_does_not_depend_on_how_they_are_cut_and_resending_all_changes_nothing()
    {
        await using var node = await Node.Start();
        List<List<string>> answers = [];
        foreach (var cut in (int[])[1, 7, 50, 200])
        {
            var (random, customer) = (new Random(11), await Customer(node, 60, 40, 25));
            var calls = Enumerable.Range(0, 200).Select(n => Call($"{customer}-{n}", customer, random.Next(300),
                $"{random.Next(100) / 7m:0.000000}", random.Next(60))).ToList();
            foreach (var batch in calls.Chunk(cut)) (await node.Record(batch)).Accepted.ShouldBe(batch.Length);
            answers.Add(await Answers(customer));
            (await node.Record(calls)).Duplicates.ShouldBe(calls.Count);
            (await Answers(customer)).ShouldBe(answers[^1]);
        }
        foreach (var other in answers[1..]) other.ShouldBe(answers[0]);

        async Task<List<string>> Answers(string customer) => [.. (await node.CallsOf(customer)).Select(call =>
            $"{call.CallId.Split('-')[^1]} {call.FreeSeconds} {call.Charged} "
                + string.Join(' ', call.Uses.Select(
                    use => $"{use.AssignmentId.Split('-')[^1]} {use.WindowFrom:O} {use.Seconds}")))];
    }

    [Fact]
    public async Task batches_sent_at_the_same_time_never_use_a_minute_twice()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node, 50, 30);
        var batches = Enumerable.Range(0, 8).Select(batch => Enumerable.Range(0, 60)
            .Select(n => Call($"k{batch}-{n}", customer, 37)).ToList()).ToList();
        // The first batch is sent twice, so that two who record the very same calls meet too.
        var taken = await Task.WhenAll(batches.Append(batches[0]).Select(batch => Task.Run(() => node.Record(batch))));
        taken.Sum(one => one.Accepted).ShouldBe(480);
        taken.Sum(one => one.Duplicates).ShouldBe(60);

        var calls = await node.CallsOf(customer);
        calls.Select(call => call.CallId).Distinct().Count().ShouldBe(480);
        calls.Sum(call => call.FreeSeconds)
            .ShouldBe((50 + 30) * 60, "the calls are longer than what is free, so all of it is used");
        foreach (var window in await node.Send(new GetFreeMinutes(customer, new(2025, 1, 31, 0, 0, 0, TimeSpan.Zero))))
            (window.GrantedSeconds, window.RemainingSeconds).ShouldBe((window.UsedSeconds, 0));

        // The log alone says the same: each event carries what its windows were used after it.
        var used = new Dictionary<WindowKey, long>();
        foreach (var stored in await node.Log.ReadStream(Streams.Usage(customer), CancellationToken.None))
            foreach (var window in ((CallsRated)stored.Data).Windows)
            {
                var key = new WindowKey(window.AssignmentId, window.WindowFrom);
                used[key] = used.GetValueOrDefault(key) + window.Seconds;
                window.UsedAfter.ShouldBe(used[key]);
            }
    }

    [Fact]
    public async Task what_was_used_is_known_at_any_instant()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node, 10);
        await node.Record(
            [Call("k2", customer, 120, day: 20), Call("k1", customer, 60, day: 5), Call("k3", customer, 60, day: 40)]);
        (await Used("2025-01-05T09:59:59Z")).ShouldBe(0);
        (await Used("2025-01-06T10:00:00Z")).ShouldBe(60);
        (await Used("2025-01-21T09:59:59Z")).ShouldBe(60);
        (await Used("2025-01-31T23:59:59Z")).ShouldBe(180);
        (await Used("2025-02-01T00:00:00Z")).ShouldBe(0);
        (await Used("2025-02-28T00:00:00Z")).ShouldBe(60);

        async Task<long> Used(string at)
        {
            var window = (await node.Send(new GetFreeMinutes(
                customer, DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)))).ShouldHaveSingleItem();
            window.GrantedSeconds.ShouldBe(window.UsedSeconds + window.RemainingSeconds);
            return window.UsedSeconds;
        }
    }

    [Fact]
    public async Task what_was_answered_never_changes_whatever_becomes_known_later()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node);
        await node.Record([Call("k1", customer, 60)]);
        await Grant(node, customer, 10);
        await node.Record([Call("k2", customer, 60)]);
        (await node.Record([Call("k1", customer, 60)])).Calls!.Single().FreeSeconds.ShouldBe(0);
        (await node.CallsOf(customer)).Select(call => call.FreeSeconds).ShouldBe([0, 60]);
    }

    [Fact]
    public async Task a_change_of_zone_holds_for_later_calls_only()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node);
        await node.Record([Call("k1", customer, 60, day: 30, hour: 23)]);
        await node.Send(new EditCustomer(customer, null, null, "Asia/Tokyo"));
        await node.Record([Call("k2", customer, 60, day: 30, hour: 23)]);
        (await node.CallsOf(customer)).Select(call => call.LocalDate).ShouldBe([new(2025, 1, 31), new(2025, 2, 1)]);
    }

    [Fact]
    public async Task free_seconds_are_what_the_next_call_is_answered()
    {
        await using var node = await Node.Start(clock: new FixedClock(new(2025, 1, 10, 12, 0, 0, TimeSpan.Zero)));
        var customer = await Customer(node, 3, 2);
        await node.Record([Call("k1", customer, 200)]);
        var free = await node.Send(new GetFreeSeconds(customer, "+44 20 7946 0000", null));
        (free.FreeSeconds, string.Join(' ', free.Uses.Select(use => use.Seconds))).ShouldBe((100, "100"));
        (await node.Record([Call("k2", customer, 500)])).Calls!.Single().FreeSeconds.ShouldBe(100);
    }

    [Fact]
    public async Task calls_of_a_span_are_listed_in_the_order_of_the_log_whether_it_is_short_or_long()
    {
        await using var node = await Node.Start();
        var customer = await Customer(node);
        for (var n = 0; n < 6; n++)
            await node.Record([Call($"k{n}", customer, 60, day: n * 37 % 100), Call($"l{n}", customer, 60, day: n)]);
        var all = await node.CallsOf(customer);
        all.Count.ShouldBe(12);
        foreach (var (from, to) in ((int, int)[])[(0, 3), (0, 62), (0, 63), (0, 200), (30, 50), (5, 5), (101, 120)])
        {
            var (first, last) = (new DateOnly(2025, 1, 1).AddDays(from), new DateOnly(2025, 1, 1).AddDays(to));
            var listed = new List<CallView>();
            await foreach (var call in node.Services.GetRequiredService<ListCalls>()
                .All(customer, first, last, CancellationToken.None))
                listed.Add(call);
            listed.Select(call => call.CallId).ShouldBe(
                all.Where(call => call.LocalDate >= first && call.LocalDate <= last).Select(call => call.CallId));
        }
    }

    [Fact]
    public async Task free_seconds_are_right_right_after_calls_on_other_dates_and_for_nobody_unknown()
    {
        await using var node = await Node.Start(clock: new FixedClock(new(2025, 2, 10, 12, 0, 0, TimeSpan.Zero)));
        var customer = await Customer(node, 10);
        (await Free()).ShouldBe(600, "nothing was used yet");
        await node.Record([Call("k1", customer, 500, day: 5)]);
        (await Free()).ShouldBe(600, "what January used is not February's");
        await node.Record([Call("k2", customer, 100, day: 35)]);
        (await Free()).ShouldBe(500);
        await node.Record([Call("k3", customer, 50, day: 41), Call("k4", customer, 500, day: 61)]);
        (await Free()).ShouldBe(450, "neither is what March uses");
        await Grant(node, customer, 1);
        (await Free()).ShouldBe(510, "a new package counts at once");
        (await Should.ThrowAsync<ProblemException>(() => node.Send(new GetFreeSeconds("nobody", "442079460000", null))))
            .Field.ShouldBe("customerId");
        (await node.Send(new GetFreeSeconds(await Customer(node), "442079460000", null))).FreeSeconds.ShouldBe(0);

        async Task<long> Free() => (await node.Send(new GetFreeSeconds(customer, "442079460000", null))).FreeSeconds;
    }

    [Fact]
    public async Task a_body_in_which_some_of_every_thousand_calls_are_repeats_takes_each_once()
    {
        await using var node = await Node.Start();
        var customers = new[] { await Customer(node, 500), await Customer(node, 300), await Customer(node) };
        // Three commits, with repeats within one, from the one before, and from another body.
        var ids = Enumerable.Range(0, 25_000)
            .Select(n => n % 1_000 == 999 ? n - 700 : n % 9_999 == 9_998 ? n - 9_500 : n).ToList();
        var calls = ids.ConvertAll(id => Call($"k{id}", customers[id / 100 % 3], 30 + (id / 100 % 3)));
        await node.Record([Call("k300", customers[0], 30), Call("k24000", customers[0], 30)]);
        var taken = await node.Record(calls, CallFormat.Lines);
        (taken.Accepted + taken.Duplicates, taken.RejectedCount).ShouldBe((25_000, 0));
        var stored = new List<CallView>();
        foreach (var customer in customers) stored.AddRange(await node.CallsOf(customer));
        stored.Select(call => call.CallId).Distinct().Count().ShouldBe(stored.Count);
        stored.Count.ShouldBe(ids.Append(24_000).Distinct().Count());
        taken.Accepted.ShouldBe(stored.Count - 2);
        stored.Sum(call => call.FreeSeconds).ShouldBe(800 * 60);
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
