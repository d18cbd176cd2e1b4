using System.Globalization;

namespace PackageBilling.Auditing.Explain;

/// <summary>
/// Events and rules in sentences. What a rule says comes from the rule itself, and is never worked out again here.
/// </summary>
internal static class Wording
{
    /// <summary>The assignment's events.</summary>
    public static IEnumerable<ExplainedStep> Of(Evidence evidence) =>
        evidence.Assignment.Select(stored => ExplainedStep.Of(stored, Sentence(stored)));

    private static string Sentence(StoredEvent stored) => stored.Data switch
    {
        PackageAssigned assigned => Assigned(assigned),
        AssignmentChanged changed => $"from {Dates.Text(changed.EffectiveFrom)} on: {Changed(changed)}",
        AssignmentPaused paused => $"paused from {Dates.Text(paused.From)} on",
        AssignmentResumed resumed => $"active again from {Dates.Text(resumed.On)} on",
        AssignmentEnded ended => $"ends on {Dates.Text(ended.EndDate)}, inclusive",
        AssignmentCancelled => "cancelled before it began: its DID was released; it owes nothing on any date",
        _ => throw new InvalidOperationException($"{stored.Type} is no event of an assignment."),
    };

    /// <summary>The terms that hold on a date, with the event that they come from.</summary>
    public static ExplainedStep Terms(StoredEvent stored, DateOnly date)
    {
        var revision = Evidence.RevisionOf(stored);
        var from = revision.EffectiveFrom == DateOnly.MinValue
            ? "its first definition"
            : $"the revision effective from {Dates.Text(revision.EffectiveFrom)}";
        var terms = revision.Terms;
        var setup = terms.SetupRetail != 0 || terms.SetupCost != 0
            ? $", setup retail {Amounts.Text(terms.SetupRetail)}, setup cost {Amounts.Text(terms.SetupCost)}"
            : "";
        var minimum = terms.MinimumSpend is { } amount ? $", minimum spend {Amounts.Text(amount)}" : "";
        return ExplainedStep.Of(stored,
            $"on {Dates.Text(date)} the package \"{terms.Name}\" has the terms of {from}: {Frequency(terms)}, retail "
                + $"{Amounts.Text(terms.Retail)}, cost {Amounts.Text(terms.Cost)}{setup}{minimum}");
    }

    /// <summary>Why a date is or is not a billing day of the terms.</summary>
    public static string Match(PackageTerms terms, DateOnly date, DateOnly start)
    {
        var on = Dates.Text(date);
        if (terms.Frequency == Values.Frequency.None) return $"{on} is no billing day: the frequency is none";
        if (!BillingDays.Matches(terms, date, start))
            return $"{on}, a {date.DayOfWeek}, is no billing day of {Frequency(terms)}";
        if (terms.Frequency != Values.Frequency.Monthly)
            return $"{on}, a {date.DayOfWeek}, is a billing day of {Frequency(terms)}";

        // A matching day other than the date's own was moved to the end of the month.
        int[] named = terms.MonthDays.Count > 0 ? [.. terms.MonthDays] : [start.Day];
        var days = named.Where(day => BillingDays.Matches(terms with { MonthDays = [day] }, date, start)).ToList();
        var clamped = days.Where(day => day != date.Day).ToList();
        return clamped.Count == 0 ? $"{on} is a billing day of {Frequency(terms)}"
            : $"{on} is a billing day of {Frequency(terms)}: the month has "
                + $"{DateTime.DaysInMonth(date.Year, date.Month)} days, so day {string.Join(" and ", clamped)} falls "
                + "on its last";
    }

    /// <summary>When the terms bill.</summary>
    public static string Frequency(PackageTerms terms) => terms.Frequency switch
    {
        Values.Frequency.None => "no recurring billing",
        Values.Frequency.Daily => terms.FrequencyInterval == 1 ? "daily" : $"every {Every(terms)} days{Counted(terms)}",
        Values.Frequency.Weekly =>
            $"{(terms.FrequencyInterval == 1 ? "weekly" : $"every {Every(terms)} weeks")} on "
                + $"{Weekdays(terms)}{Counted(terms)}",
        Values.Frequency.Monthly =>
            $"{(terms.FrequencyInterval == 1 ? "monthly" : $"every {Every(terms)} months")} on "
                + $"{MonthDays(terms)}{Counted(terms)}",
        _ => throw new InvalidOperationException($"Unknown frequency {terms.Frequency}."),
    };

    /// <summary>The billing period that a date lies in.</summary>
    public static string Period(PackageBook package, AssignmentBook assignment, DateOnly date)
    {
        var (from, next) = package.IntervalOn(date, assignment.Start);
        return from is { } first && next is { } before
            ? $"{Dates.Text(date)} lies in the billing period from {Dates.Text(first)} to "
                + $"{Dates.Text(before.AddDays(-1))}, "
                + $"{before.DayNumber - first.DayNumber} days"
            : $"{Dates.Text(date)} lies in no billing period";
    }

    /// <summary>One part of a proration.</summary>
    public static string Part(ProrationPart part)
    {
        var why = (part.Of, part.Sign) switch
        {
            (Prorate.First, _) => "the rest of the period from its first active day",
            (Prorate.Last, _) => "the rest of the period after the last active day, given back",
            (_, < 0) => "the rest of the period by the terms before the change, given back",
            _ => "the rest of the period by the terms after the change",
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{why}: {(part.Sign < 0 ? "−" : "")}{part.Quantity} × {Amounts.Text(part.Unit.Retail)} × {part.Days} / "
            + $"{part.Period} days, "
            + $"from {Dates.Text(part.From)} to {Dates.Text(part.Before.AddDays(-1))}");
    }

    /// <summary>That an assignment is paused on a date.</summary>
    public static string Paused(AssignmentBook assignment, DateOnly date)
    {
        var pause = assignment.Terms.Pauses().First(one => one.Contains(date));
        return $"it is paused from {Dates.Text(pause.From)} "
            + (pause.ResumedOn is { } on ? $"until it is resumed on {Dates.Text(on)}" : "on");
    }

    private static string Every(PackageTerms terms) => terms.FrequencyInterval.ToString(CultureInfo.InvariantCulture);

    private static string Weekdays(PackageTerms terms) =>
        terms.Weekdays.Count == 0 ? "the weekday of the start" : string.Join(", ", terms.Weekdays);

    private static string MonthDays(PackageTerms terms) =>
        terms.MonthDays.Count == 0 ? "the start's day of the month" : $"day {string.Join(", ", terms.MonthDays)}";

    private static string Counted(PackageTerms terms) =>
        terms.FrequencyInterval == 1 ? ""
        : terms.Anchor == Anchor.Start ? ", counted from the assignment's start"
        : terms.Frequency == Values.Frequency.Monthly ? ", counted from January"
        : ", counted from Monday, January 1, 2001";

    /// <summary>How a line's amounts come about.</summary>
    public static IEnumerable<string> Arithmetic(ReportLine line)
    {
        var unit = $"{line.Quantity} × {Amounts.Text(line.UnitRetail)}";
        if (line.Kind == ChargeKind.MinimumSpend)
        {
            if (line.IntervalFrom is { } from && line.IntervalTo is { } to)
                yield return $"it settles the interval from {Dates.Text(from)} up to, without, {Dates.Text(to)}";
            var days = line.ActiveDays is { } active && line.IntervalFrom is { } first && line.IntervalTo is { } before
                ? string.Create(CultureInfo.InvariantCulture,
                    $" × {active} active days / {before.DayNumber - first.DayNumber} days")
                : "";
            yield return $"retail: {unit}{days} − {Amounts.Text(line.Spend ?? 0)} spent on calls = "
                + $"{Amounts.Text(line.Retail)}, never below 0";
        }
        else if (line.Kind == ChargeKind.Proration)
        {
            yield return $"the parts are added and rounded once: retail {Amounts.Text(line.Retail)}, cost "
                + $"{Amounts.Text(line.Cost)}; margin {Amounts.Text(line.Retail - line.Cost)} {line.Currency}";
            yield break;
        }
        else
            yield return $"retail: {unit} = "
                + $"{Amounts.Text(line.Retail)}{Rounded(line.Quantity * line.UnitRetail, line.Retail)}";
        yield return $"cost: {line.Quantity} × {Amounts.Text(line.UnitCost)} = "
            + $"{Amounts.Text(line.Cost)}{Rounded(line.Quantity * line.UnitCost, line.Cost)}; margin "
            + $"{Amounts.Text(line.Retail - line.Cost)} {line.Currency}";
    }

    /// <summary>What the calls behind a line come to.</summary>
    public static string Counted(CountedCalls calls, ChargeKind kind)
    {
        var count = calls.Calls == 1 ? "1 call" : string.Create(CultureInfo.InvariantCulture, $"{calls.Calls} calls");
        var of = calls.Did is null ? "" : $" of DID {calls.Did}";
        var dates = $"from {Dates.Text(calls.From)}{(calls.Through is { } last ? $" to {Dates.Text(last)}" : " on")}";
        return kind == ChargeKind.MinimumSpend
            ? $"{count}{of} with local dates {dates} were charged {Amounts.Text(calls.Charged)} after free minutes"
            : string.Create(CultureInfo.InvariantCulture,
                $"its free minutes {dates}: {count}{of} recorded by now used {calls.FreeSeconds} seconds of them");
    }

    /// <summary>Why a considered line is not charged.</summary>
    public static string Reason(ReportLine line, AssignmentBook assignment, string timeZone) => line.Reason switch
    {
        Reasons.AlreadyCharged => $"{line.Kind.Text()} was charged already: {line.ChargeId}",
        Reasons.Reversed =>
            $"{line.Kind.Text()} was charged and reversed, and is not to be charged again: {line.ChargeId}",
        Reasons.ZeroAmount => $"{line.Kind.Text()} comes to 0 and has no cost",
        Reasons.BilledElsewhere =>
            $"another system has billed it through {Dates.Text(assignment.Terms.BilledThrough!.Value)}",
        Reasons.NotYetDate => $"{Dates.Text(line.Date)} has not come yet in {timeZone}",
        null => $"{line.Kind.Text()} of {Amounts.Text(line.Retail)} {line.Currency} is due and not posted",
        var other => other,
    };

    /// <summary>What a reversal means for later runs of the line's date.</summary>
    public static string Lasts(bool chargeAgain) => chargeAgain
        ? "the next run of its date charges the line again if it is due"
        : "the line counts as charged, so no run charges it again";

    private static string Assigned(PackageAssigned assigned)
    {
        var did = assigned.Did is null ? "" : $" for DID {assigned.Did}";
        var credit = Credit(assigned.AutoDecrementCredit ?? false);
        var end = assigned.EndDate is { } date ? $" to {Dates.Text(date)}" : ", open";
        var elsewhere = assigned.BilledThrough is { } through
            ? $", billed elsewhere through {Dates.Text(through)}"
            : "";
        var setup = assigned.SkipSetup ? ", no setup" : "";
        var own = string.Concat(Own(assigned).Select(term => $", {term}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"package {assigned.PackageId} was assigned to {assigned.CustomerId}{did}: quantity {assigned.Quantity}, "
            + $"from {Dates.Text(assigned.StartDate)}{end}, {credit}{elsewhere}{setup}{own}");
    }

    private static string Changed(AssignmentChanged changed)
    {
        List<string> terms = [];
        if (changed.Quantity is { } quantity)
            terms.Add(string.Create(CultureInfo.InvariantCulture, $"quantity {quantity}"));
        if (changed.AutoDecrementCredit is { } flag) terms.Add(Credit(flag));
        if (changed.FreeMinutes is { } minutes)
            terms.Add(string.Create(CultureInfo.InvariantCulture, $"{minutes} free minutes from the next window"));
        return string.Join(", ", terms.Concat(Own(changed)));
    }

    // Own prices, as far as they are said; taken back where they are null.
    private static IEnumerable<string> Own(OwnTerms terms) =>
        from one in new (string Name, Optional<decimal> Said, string Unit)[]
        {
            ("retail", terms.Retail, ""), ("cost", terms.Cost, ""), ("setup retail", terms.SetupRetail, ""),
            ("setup cost", terms.SetupCost, ""), ("minimum spend", terms.MinimumSpend, ""),
            ("discount", terms.DiscountPercent, " %"),
        }
        where one.Said.IsGiven
        select one.Said.Value is { } value
            ? $"own {one.Name} {(one.Unit.Length == 0 ? Amounts.Text(value) : CanonicalText.Of(value))}{one.Unit}"
            : $"no own {one.Name} any more";

    /// <summary>An amount taken off another one.</summary>
    public static string Less(decimal amount) =>
        amount < 0 ? $"+ {Amounts.Text(-amount)}" : $"− {Amounts.Text(amount)}";

    private static string Credit(bool takes) => takes ? "lines take credit" : "lines do not take credit";

    private static string Rounded(decimal exact, decimal amount) =>
        exact == amount ? "" : $" (rounded half to even from {CanonicalText.Of(exact)})";
}
