using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Given;

namespace PackageBilling.Modules.Tests.Subscriptions;

/// <summary>What a provisioning system is asked for, and what its answers make of it (rules: "Platform
/// features").</summary>
public class PlatformFeatures
{
    private const string Guard = "fraud-guard";

    private static readonly DateOnly Today = Day("2025-03-10");

    private static readonly AskingAgain Hourly = new(TimeSpan.FromHours(1));

    private static readonly DateTimeOffset InAnHour = Noon + TimeSpan.FromHours(1);

    [Fact]
    public void a_feature_is_asked_for_on_the_start_date()
    {
        Ask([Use("2025-03-11")]).ShouldBeEmpty();
        Ask([Use("2025-03-10")]).ShouldBe([Wanted(PlatformFeatureState.Enabled, "2025-03-10", Use("2025-03-10"))]);
        Ask([Use("2025-03-05"), Use("2025-03-01")])
            .ShouldBe([Wanted(PlatformFeatureState.Enabled, "2025-03-01", Use("2025-03-01"))]);
    }

    [Fact]
    public void disabling_is_asked_for_on_the_day_after_the_last_end()
    {
        Ask([Use("2025-01-01", "2025-03-10")], On("2025-01-01")).ShouldBeEmpty();
        Ask([Use("2025-01-01", "2025-03-09"), Use("2025-01-01", "2025-02-01")], On("2025-01-01"))
            .ShouldBe([Wanted(PlatformFeatureState.Disabled, "2025-03-10", Use("2025-01-01", "2025-03-09"))]);
        Ask([Use("2025-01-01", "2025-03-05")], On("2025-01-01"))
            .ShouldBe([Wanted(PlatformFeatureState.Disabled, "2025-03-06", Use("2025-01-01", "2025-03-05"))]);
    }

    [Fact]
    public void another_assignment_keeps_it_on() =>
        Ask([Use("2025-01-01", "2025-03-01"), Use("2025-03-02")], On("2025-01-01")).ShouldBeEmpty();

    [Fact]
    public void what_is_on_stays_on_and_what_is_off_stays_off()
    {
        Ask([Use("2025-01-01")], On("2025-01-01")).ShouldBeEmpty();
        Ask([Use("2025-01-01", "2025-03-01")]).ShouldBeEmpty();
        Ask([Use("2025-01-01", "2025-03-01")], On("2025-01-01"), Off("2025-03-02")).ShouldBeEmpty();
    }

    [Fact]
    public void after_a_cancellation_it_is_off_from_today()
    {
        Ask([], On("2025-03-01")).ShouldBe([Wanted(PlatformFeatureState.Disabled, "2025-03-10", null)]);
        Ask([Use("2025-01-01", "2025-02-01")], On("2025-03-01")).ShouldBe(
            [Wanted(PlatformFeatureState.Disabled, "2025-03-10", Use("2025-01-01", "2025-02-01"))]);
    }

    [Fact]
    public void features_are_asked_for_each_on_its_own()
    {
        var spam = Use("2025-03-10") with { PlatformFeature = "spam-shield" };

        Ask([spam], On("2025-03-01")).ShouldBe(
        [
            Wanted(PlatformFeatureState.Disabled, "2025-03-10", null),
            Wanted(PlatformFeatureState.Enabled, "2025-03-10", spam) with { PlatformFeature = "spam-shield" },
        ]);
    }

    [Fact]
    public void a_paused_assignment_uses_nothing_until_it_is_resumed()
    {
        var assignment = Use("2025-01-01").Of;
        var terms = new AssignmentTerms
        {
            Activity = [new(Day("2025-02-01"), true), new(Day("2025-03-01"), false)],
        };

        var spans = FeatureUse.Spans(Guard, assignment, terms);

        spans.Select(span => (span.StartDate, span.EndDate)).ShouldBe(
            [(Day("2025-01-01"), Day("2025-01-31")), (Day("2025-03-01"), null)]);
        Ask(spans, On("2025-01-01"), Off("2025-02-01")).Single()
            .ShouldBe(Wanted(PlatformFeatureState.Enabled, "2025-03-01", new(Guard, Today, null, assignment)));
    }

    [Fact]
    public void a_request_is_made_again_until_it_is_acknowledged_with_pauses_that_double_up_to_a_day()
    {
        IPlatformFeatureEvent last = Wanted(PlatformFeatureState.Enabled, "2025-03-10", Use("2025-03-10"));
        var (events, now, pauses) = (new List<IPlatformFeatureEvent> { last }, Noon, new List<double>());
        for (var time = 2; time <= 8; time++)
        {
            var due = Known([.. events]).ByCode[Guard].AskAgainAt!.Value;
            Ask([Use("2025-03-10")], due - TimeSpan.FromTicks(1), [.. events]).ShouldBeEmpty();
            pauses.Add((due - now).TotalHours);
            now = due;

            var again = Ask([Use("2025-03-10")], due, [.. events]).Single()
                .ShouldBeOfType<PlatformFeatureAskedAgain>();

            (again.TimesAsked, again.On, again.For).ShouldBe((time, Day("2025-03-10"), Use("2025-03-10").Of));
            events.Add(again);
        }
        pauses.ShouldBe([1, 2, 4, 8, 16, 24, 24]);

        events.Add(new PlatformFeatureAcknowledged(
            "acme", Guard, PlatformFeatureState.Enabled, Day("2025-03-10"), null, null));
        Ask([Use("2025-03-10")], now + TimeSpan.FromDays(9), [.. events]).ShouldBeEmpty();
    }

    [Fact]
    public void what_failed_is_asked_for_again_and_stays_failed_until_there_is_another_answer()
    {
        var request = Wanted(PlatformFeatureState.Enabled, "2025-03-10", Use("2025-03-10"));
        var failed = Answer(FeatureOutcome.Failed, "no licence", request)
            .ShouldBeOfType<PlatformFeatureFailed>();
        failed.AskAgainAt.ShouldBe(InAnHour);

        var again = Ask([Use("2025-03-10")], InAnHour, request, failed).Single();
        var feature = Known(request, failed, again).ByCode[Guard];

        (feature.State, feature.Detail, feature.TimesAsked)
            .ShouldBe((PlatformFeatureState.Failed, "no licence", 2));
        Answer(FeatureOutcome.Failed, "no licence", request, failed).ShouldBeNull();
        Answer(FeatureOutcome.Failed, "no licence", request, failed, again).ShouldBeOfType<PlatformFeatureFailed>()
            .AskAgainAt.ShouldBe(Noon + TimeSpan.FromHours(2));
        Answer(FeatureOutcome.Enabled, null, request, failed, again).ShouldBeOfType<PlatformFeatureEnabled>();
    }

    [Fact]
    public void the_quantity_of_an_open_request_is_the_one_of_the_day_it_is_made()
    {
        var more = Use("2025-03-10") with { Of = Use("2025-03-10").Of with { Quantity = 7 } };

        Ask([more], InAnHour, Wanted(PlatformFeatureState.Enabled, "2025-03-10", Use("2025-03-10"))).Single()
            .For!.Quantity.ShouldBe(7);
    }

    [Fact]
    public void the_same_answer_again_changes_nothing()
    {
        var request = Wanted(PlatformFeatureState.Enabled, "2025-03-10", Use("2025-03-10"));
        var taken = Answer(FeatureOutcome.Acknowledged, null, request)!;
        var enabled = Answer(FeatureOutcome.Enabled, "order 7", request, taken)!;

        enabled.ShouldBe(new PlatformFeatureEnabled("acme", Guard, Day("2025-03-10"), Use("2025-03-10").Of, "order 7"));
        Answer(FeatureOutcome.Acknowledged, null, request, taken).ShouldBeNull();
        Answer(FeatureOutcome.Acknowledged, "order 7", request, taken).ShouldNotBeNull();
        Answer(FeatureOutcome.Enabled, null, request, taken, enabled).ShouldBeNull();
    }

    [Fact]
    public void an_answer_that_fits_no_request_is_refused()
    {
        var enabling = Wanted(PlatformFeatureState.Enabled, "2025-03-10", Use("2025-03-10"));
        var disabling = Wanted(PlatformFeatureState.Disabled, "2025-03-11", Use("2025-03-10"));

        Refusal(FeatureOutcome.Disabled, enabling).ShouldBe("fraud-guard was asked to be enabled, not disabled");
        Refusal(FeatureOutcome.Enabled, enabling, disabling)
            .ShouldBe("fraud-guard was asked to be disabled, not enabled");
        Refusal(FeatureOutcome.Failed, On("2025-03-10"))
            .ShouldBe("fraud-guard is enabled, and nothing else is asked for");
        Refusal(FeatureOutcome.Acknowledged, On("2025-03-01"), Off("2025-03-10"))
            .ShouldBe("fraud-guard is disabled, and nothing else is asked for");
    }

    [Fact]
    public void an_answer_to_enabling_that_comes_late_leaves_disabling_open()
    {
        var enabling = Wanted(PlatformFeatureState.Enabled, "2025-03-01", Use("2025-03-01", "2025-03-09"));
        var disabling = Ask([Use("2025-03-01", "2025-03-09")], enabling).Single();

        var feature = Known(enabling, disabling).ByCode[Guard];

        (feature.Wanted, feature.State, feature.IsConfirmed)
            .ShouldBe((PlatformFeatureState.Disabled, PlatformFeatureState.Requested, false));
    }

    private static string Refusal(FeatureOutcome outcome, params IPlatformFeatureEvent[] before)
    {
        var problem = Should.Throw<ProblemException>(() => Answer(outcome, null, before));
        (problem.Kind, problem.Field).ShouldBe((ProblemKind.Conflict, "outcome"));
        return problem.Message;
    }

    private static IPlatformFeatureEvent? Answer(
        FeatureOutcome outcome, string? detail, params IPlatformFeatureEvent[] before) => AcknowledgeFeature.Decide(
            new("acme", Guard, outcome, detail), Known(before).ByCode[Guard], detail, Noon, Hourly);

    private static FeatureUse Use(string start, string? end = null)
    {
        DateOnly? last = end is null ? null : Day(end);
        return new(Guard, Day(start), last, new($"from-{start}", "guard", 1, null, Day(start), last));
    }

    private static PlatformFeatureEnabled On(string date) => new("acme", Guard, Day(date));

    private static PlatformFeatureDisabled Off(string date) => new("acme", Guard, Day(date));

    private static PlatformFeatureRequested Wanted(PlatformFeatureState wanted, string on, FeatureUse? use) =>
        new("acme", Guard, wanted, Day(on), use?.Of, InAnHour);

    private static CustomerFeatures Known(params IPlatformFeatureEvent[] events) =>
        events.Aggregate(CustomerFeatures.None, (state, fact) => CustomerFeatures.Evolve(state, fact)!);

    private static IReadOnlyList<IPlatformFeatureEvent> Ask(
        IReadOnlyList<FeatureUse> uses, params IPlatformFeatureEvent[] before) => Ask(uses, Noon, before);

    private static IReadOnlyList<IPlatformFeatureEvent> Ask(
        IReadOnlyList<FeatureUse> uses, DateTimeOffset now, params IPlatformFeatureEvent[] before) =>
        AskForFeatures.Decide("acme", uses, Known(before), Today, now, Hourly);
}
