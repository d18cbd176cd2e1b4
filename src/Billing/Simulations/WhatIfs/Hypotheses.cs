using System.Globalization;

namespace PackageBilling.Billing.Simulations.WhatIfs;

/// <summary>Makes a hypothesis of what is asked for, against the book as it was known:
/// ids that do not exist there are refused.</summary>
internal sealed class Hypotheses(ISubscriptions subscriptions, CustomerKeys keys)
{
    /// <summary>What to lay over the book; null when nothing is asked for.</summary>
    /// <exception cref="ProblemException">A fact does not fit the book; it names the field (422).</exception>
    public async Task<Hypothesis?> Check(WhatIf? asked, DateOnly date, long? knownAt, CancellationToken ct)
    {
        if (asked is null) return null;
        asked = await Sealed(asked, ct);
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        var (connection, position) = (snapshot.Connection, knownAt ?? snapshot.Position);
        var packages = (await PackageBooks.Read(connection, position, null, ct))
            .ToDictionary(package => package.PackageId, StringComparer.Ordinal);
        var currencies = await KnownCustomers.CurrenciesAt(
            connection, asked.Assignments?.Select(assignment => assignment.CustomerId!) ?? [], position, ct);
        var assignments = Assignments(asked.Assignments ?? [], packages, currencies);
        var existing = await KnownAssignments.StartsAt(connection, [
            .. (asked.Ends ?? []).Select(end => end.AssignmentId!),
            .. (asked.Changes ?? []).Select(change => change.AssignmentId!),
            .. (asked.Pauses ?? []).Select(pause => pause.AssignmentId!),
            .. assignments.Select(assignment => assignment.Book.AssignmentId)], position, ct);
        for (var i = 0; i < assignments.Count; i++)
            if (existing.ContainsKey(assignments[i].Book.AssignmentId))
                throw Problem.Rule(Field("assignments", i, "assignmentId"), "is an assignment already");
        var revisions = (asked.Revisions ?? []).Select((revision, i) => Revision(revision, i, date, packages)).ToList();
        for (var i = 0; i < (asked.Reprice?.Count ?? 0); i++)
            revisions.AddRange(Repriced(asked.Reprice![i], i, date, [.. packages.Values.Select(package => package.With(
                revisions.Where(one => one.PackageId == package.PackageId).Select(one => one.Revision)))]));
        var hypothesis = new Hypothesis(
            revisions.ToLookup(one => one.PackageId, one => one.Revision, StringComparer.Ordinal),
            assignments.ToLookup(one => one.CustomerId, one => one.Book, StringComparer.Ordinal),
            Ends(asked.Ends ?? [], existing)
                .Concat<object>((asked.Changes ?? []).Select((change, i) => Change(change, i, date, existing)))
                .Concat((asked.Pauses ?? []).SelectMany((pause, i) => Pauses(pause, i, existing)))
                .ToLookup(fact => ((IAssignmentEvent)fact).AssignmentId, StringComparer.Ordinal));
        return asked.Calls is not { Count: > 0 } calls ? hypothesis
            : hypothesis with { Calls = await HypotheticalCalls.Rate(connection, position, calls, hypothesis, ct) };
    }

    // DIDs as the book has them. Somebody who does not exist is refused later, and gets no key here.
    private async Task<WhatIf> Sealed(WhatIf asked, CancellationToken ct)
    {
        var onDids = (asked.Assignments ?? []).Where(one => one.Did is not null).Select(one => one.CustomerId)
            .Concat((asked.Calls ?? []).Where(one => one.Did is not null).Select(one => one.CustomerId))
            .OfType<string>().Distinct().ToList();
        if (onDids.Count == 0) return asked;
        var known = await keys.Known(onDids, ct);
        return asked with
        {
            Assignments = asked.Assignments?.Select(one => one with { Did = Seal(one.CustomerId, one.Did) }).ToList(),
            Calls = asked.Calls?.Select(one => one with { Did = Seal(one.CustomerId, one.Did) }).ToList(),
        };

        string? Seal(string? customerId, string? did) =>
            did is null || customerId is null || PhoneNumbers.Did(did) is not { } number ? null
            : known.TryGetValue(customerId, out var key) ? key.Seal(number) : number;
    }

    private static (string PackageId, PackageRevision Revision) Revision(
        WhatIfRevision asked, int index, DateOnly date, Dictionary<string, PackageBook> packages)
    {
        if (!packages.TryGetValue(asked.PackageId!, out var package))
            throw Problem.Rule(Field("revisions", index, "packageId"), $"there is no package {asked.PackageId}");
        var from = asked.EffectiveFrom ?? date;
        var terms = asked.Over(package.TermsOn(from));
        return !package.GrantsMinutes && (terms.RolloverMinutes > 0 || terms.MinutesTimesQuantity)
            ? throw Problem.Rule(
                Field("revisions", index, terms.RolloverMinutes > 0 ? "rolloverMinutes" : "minutesTimesQuantity"),
                "only packages of type freeMinutes have this")
            : (package.PackageId, new(from, terms));
    }

    // After what comes before it, as if recorded later.
    private static IEnumerable<(string PackageId, PackageRevision Revision)> Repriced(
        Repricing asked, int index, DateOnly date, IReadOnlyCollection<PackageBook> packages)
    {
        var from = asked.EffectiveFrom ?? date;
        foreach (var package in packages)
        {
            var terms = package.TermsOn(from);
            if (asked.Filter?.Fits(package.PackageId, terms.Name, package.Currency) == false) continue;
            PackageTerms after;
            try
            {
                after = terms.With(asked);
            }
            catch (RepricingException e)
            {
                throw Problem.Rule(Field("reprice", index, asked.Percent is null ? "amount" : "percent"),
                    $"package {package.PackageId}: {e.Message}");
            }
            yield return (package.PackageId, new(from, after));
        }
    }

    private static List<(string CustomerId, AssignmentBook Book)> Assignments(
        IReadOnlyList<WhatIfAssignment> asked, Dictionary<string, PackageBook> packages,
        Dictionary<string, string> currencies)
    {
        var made = new List<(string, AssignmentBook)>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < asked.Count; i++)
        {
            var one = asked[i];
            if (!currencies.TryGetValue(one.CustomerId!, out var currency))
                throw Problem.Rule(Field("assignments", i, "customerId"), $"there is no customer {one.CustomerId}");
            if (!packages.TryGetValue(one.PackageId!, out var package))
                throw Problem.Rule(Field("assignments", i, "packageId"), $"there is no package {one.PackageId}");
            if (package.Currency != currency)
                throw Problem.Rule(
                    Field("assignments", i, "packageId"), $"is in {package.Currency}, the customer in {currency}");
            // As an assignment is refused.
            if (package.GrantsMinutes && one.FreeMinutes is null)
                throw Problem.Rule(
                    Field("assignments", i, "freeMinutes"), "is required, since the package grants free minutes");
            if (!package.GrantsMinutes && one.FreeMinutes is not null)
                throw Problem.Rule(
                    Field("assignments", i, "freeMinutes"), "belongs to packages of type freeMinutes only");
            var id = one.AssignmentId ?? string.Create(CultureInfo.InvariantCulture, $"what-if-{i + 1}");
            if (!ids.Add(id)) throw Problem.Rule(Field("assignments", i, "assignmentId"), "is there twice");
            // Real keys are positions, and above 0.
            var quantity = one.Quantity ?? package.TermsOn(one.StartDate!.Value).Quantity;
            made.Add((one.CustomerId!, AssignmentBook.Evolve(
                null, new PackageAssigned(id, one.CustomerId!, one.PackageId!, one.Did, one.StartDate!.Value, one)
                {
                    Quantity = quantity, EndDate = one.EndDate, BilledThrough = one.BilledThrough,
                    SkipSetup = one.SkipSetup ?? false,
                }, -i - 1)!));
        }
        return made;
    }

    // The last one for an assignment holds, as the last one that is recorded does.
    private static IEnumerable<AssignmentEnded> Ends(
        IReadOnlyList<WhatIfEnd> asked, Dictionary<string, DateOnly> starts) => asked.Select((one, i) =>
        {
            var (assignmentId, end) = (one.AssignmentId!, one.EndDate!.Value);
            if (!starts.TryGetValue(assignmentId, out var start))
                throw Problem.Rule(Field("ends", i, "assignmentId"), $"there is no assignment {assignmentId}");
            if (end < start)
                throw Problem.Rule(Field("ends", i, "endDate"), $"must not be before its start on {Dates.Text(start)}");
            return new AssignmentEnded(assignmentId, "", end);
        });

    private static AssignmentChanged Change(
        WhatIfChange asked, int index, DateOnly date, Dictionary<string, DateOnly> starts)
    {
        if (!starts.TryGetValue(asked.AssignmentId!, out var start))
            throw Problem.Rule(Field("changes", index, "assignmentId"), $"there is no assignment {asked.AssignmentId}");
        if (asked.EffectiveFrom < start)
            throw Problem.Rule(Field("changes", index, "effectiveFrom"),
                $"must not be before {Dates.Text(start)}, the assignment's start");
        return new(asked.AssignmentId!, "", asked.EffectiveFrom ?? date, asked);
    }

    // Both at once are the pause of a span; the other pauses of the assignment stay.
    private static IEnumerable<object> Pauses(WhatIfPause asked, int index, Dictionary<string, DateOnly> starts)
    {
        var id = asked.AssignmentId!;
        if (!starts.TryGetValue(id, out var start))
            throw Problem.Rule(Field("pauses", index, "assignmentId"), $"there is no assignment {id}");
        foreach (var (field, date) in new[] { ("from", asked.From), ("resumedOn", asked.ResumedOn) })
            if (date < start)
                throw Problem.Rule(Field("pauses", index, field),
                    $"must not be before {Dates.Text(start)}, the assignment's start");
        if (asked.From is { } from) yield return new AssignmentPaused(id, "", from);
        if (asked.ResumedOn is { } on) yield return new AssignmentResumed(id, "", on);
    }

    private static string Field(string list, int index, string field) =>
        string.Create(CultureInfo.InvariantCulture, $"whatIf.{list}[{index}].{field}");
}
