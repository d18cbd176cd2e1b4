using FsCheck;
using FsCheck.Fluent;

namespace PackageBilling.Modules.Tests.Billing.Usage;

/// <summary>I9 and I17 over random calls, without a database.</summary>
public sealed class MinutesHistories
{
    private static readonly DateOnly Epoch = new(2025, 1, 1);
    private static readonly string[] Destinations = ["447700900123", "442079460000", "919876543210", "14155550100"];
    private static readonly string?[] Dids = [null, "12025550100", "12025550101"];

    public sealed record Made(int Day, int Minute, int Seconds, int Destination, int Did, int Amount);

    private static Arbitrary<Made[]> Calls => Arb.From(
        (from day in Gen.Choose(0, 100)
         from minute in Gen.Choose(0, 1_439)
         from seconds in Gen.Choose(0, 1_500)
         from destination in Gen.Choose(0, 3)
         from did in Gen.Choose(0, 2)
         from amount in Gen.Choose(0, 3_000_000)
         select new Made(day, minute, seconds, destination, did, amount)).ArrayOf(40),
        calls => Enumerable.Range(0, calls.Length).Select(i => calls.Where((_, index) => index != i).ToArray()));

    [Fact]
    public void granted_is_used_plus_remaining_in_every_window_at_every_instant() => Prop.ForAll(Calls, calls =>
    {
        var rated = Rated(calls, cuts: 1);
        foreach (var grant in Grants)
            foreach (var at in rated.Select(call => call.Call.StartedAt).Append(DateTimeOffset.MaxValue))
                foreach (var window in rated.SelectMany(call => call.Uses)
                    .Where(use => use.AssignmentId == grant.AssignmentId).Select(use => use.WindowFrom).Distinct())
                {
                    var used = rated.Where(call => call.Call.StartedAt <= at).SelectMany(call => call.Uses)
                        .Where(use => use.AssignmentId == grant.AssignmentId && use.WindowFrom == window)
                        .Sum(use => (long)use.Seconds);
                    used.ShouldBeInRange(0, grant.Seconds(window));
                }
        foreach (var call in rated)
        {
            call.FreeSeconds.ShouldBe(call.Uses.Sum(use => use.Seconds));
            call.FreeSeconds.ShouldBeLessThanOrEqualTo(call.Call.BilledSeconds);
            call.Charged.ShouldBeInRange(0, call.Call.Amount);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void the_answers_do_not_depend_on_how_calls_are_cut_into_batches() =>
        Prop.ForAll(Calls, Gen.Choose(1, 40).ToArbitrary(), (calls, cuts) =>
            Rated(calls, cuts).Select(Text).ShouldBe(Rated(calls, 1).Select(Text)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static string Text(CallAnswer call) =>
        $"{call.Call.CallId} {call.FreeSeconds} {call.Charged} "
            + string.Join(',', call.Uses.Select(use => $"{use.AssignmentId}@{use.WindowFrom:O}:{use.Seconds}"));

    private static IReadOnlyList<MinutesGrant> Grants { get; } = new Minutes()
        .Grant("a", 40, Minutes.Terms("44")).Grant("b", 30, Minutes.Terms("447") with { MonthDays = [15, 31] })
        .Grant("c", 20, Minutes.Terms(), did: Dids[1], end: "2025-03-10")
        .Grant("d", 25, Minutes.Terms("91", "1"), start: "2025-01-20").Grants;

    /// <summary>Each batch starts from what the ones before it left, as if it were sent on its own.</summary>
    private static List<CallAnswer> Rated(Made[] calls, int cuts)
    {
        var (answers, used) =
            (new List<CallAnswer>(), (IReadOnlyDictionary<WindowKey, long>)new Dictionary<WindowKey, long>());
        foreach (var batch in calls.Index().Chunk(Math.Max(1, (calls.Length + cuts - 1) / cuts)))
        {
            var rating = new CallRating(Grants, used);
            foreach (var (number, made) in batch)
            {
                var started = new DateTimeOffset(
                    Epoch.AddDays(made.Day).ToDateTime(default), TimeSpan.Zero).AddMinutes(made.Minute);
                answers.Add(rating.Rate(new(number, $"call {number}", "c", Dids[made.Did],
                    Destinations[made.Destination], started, made.Seconds, made.Amount / 1_000_000m),
                    Dids[made.Did], DateOnly.FromDateTime(started.DateTime)));
            }
            used = rating.Used;
        }
        return answers;
    }
}
