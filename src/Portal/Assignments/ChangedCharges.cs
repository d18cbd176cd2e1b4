namespace PackageBilling.Portal;

/// <summary>What an edit of an assignment would change in the next charges, asked of simulations with the edit
/// as a hypothesis. Nothing is written.</summary>
/// <param name="Lines">The lines of the next dates, as they are and as they would be;
/// null while the form says nothing to foresee.</param>
/// <param name="Fault">Why there is no preview; null when there is one.</param>
public sealed record ChangedCharges(IReadOnlyList<ChangedLine>? Lines, string? Fault)
{
    private const int Shown = 3;

    public static readonly ChangedCharges None = new(null, null);

    /// <param name="visit">Who asks.</param>
    /// <param name="assignment">What is edited.</param>
    /// <param name="what">change, pause, resume, swap, end or release.</param>
    /// <param name="form">The edit's fields.</param>
    /// <param name="ct">Cancels the questions.</param>
    internal static async Task<ChangedCharges> Of(
        Visit visit, AssignedPackage assignment, string what, FormState form, CancellationToken ct)
    {
        if (!visit.May(Ability.Simulate)) return None;
        try
        {
            if (await SupposedEdit.Of(visit, assignment, what, form, ct) is not { } edit) return None;
            var lines = new List<ChangedLine>();
            foreach (var date in await DatesOf(visit, edit, ct))
            {
                // Each date is asked for on its own, so a setup that is still open stands in all;
                // the first one charges it.
                var isFirst = lines.Count == 0;
                lines.AddRange(Pairs(date, await LinesOn(visit, edit, date, null, ct), await LinesOn(
                    visit, edit, date, edit.WhatIf, ct)).Where(line => isFirst || line.Kind != ChargeKind.Setup));
            }
            return new(lines, null);
        }
        catch (ApiRefusedException refused) when (refused.Status is StatusCodes.Status400BadRequest
            or StatusCodes.Status404NotFound or StatusCodes.Status422UnprocessableEntity)
        {
            return new(null,
                string.Join("; ", refused.Errors.SelectMany(field => field.Value).DefaultIfEmpty(refused.Message)));
        }
    }

    // The last charge before an end shows as much as those after it, and a part of a period is due on the first date
    // that is otherwise or on the date before. What is past was posted, or is asked for by its own date.
    private static async Task<IReadOnlyList<DateOnly>> DatesOf(Visit visit, SupposedEdit edit, CancellationToken ct)
    {
        var dates = new SortedSet<DateOnly>();
        foreach (var (packageId, start) in edit.Packages)
        {
            var package = (await visit.Api.Package(packageId, edit.From, ct)).Value;
            var next = edit.From > visit.Today ? edit.From : visit.Today;
            if (Frequencies.Last(package.Schedule, next.AddDays(-1), start) is { } last) dates.Add(last);
            if (package.Prorate.Count > 0) dates.UnionWith([edit.From.AddDays(-1), edit.From]);
            dates.UnionWith(Frequencies.Next(package.Schedule, next, start, Shown));
        }
        return [.. dates.Where(date => date >= visit.Today).Take(Shown + 1)];
    }

    private static async Task<IReadOnlyList<ReportLine>> LinesOn(
        Visit visit, SupposedEdit edit, DateOnly date, object? whatIf, CancellationToken ct)
    {
        var report = await visit.Api.Simulate(FormState.Body(
            ("date", Dates.Text(date)), ("customerIds", new[] { edit.CustomerId }), ("whatIf", whatIf)), ct);
        return [.. report.Lines.Where(line => edit.AssignmentIds.Contains(line.AssignmentId)
            && (whatIf is null || !edit.Cancelled.Contains(line.AssignmentId)))];
    }

    private static IEnumerable<ChangedLine> Pairs(
        DateOnly date, IReadOnlyList<ReportLine> before, IReadOnlyList<ReportLine> after) =>
        before.Concat(after).Select(line => (line.AssignmentId, line.Kind, line.PackageId)).Distinct()
            .Select(key => new ChangedLine(
                date, key.PackageId, key.Kind,
                before.FirstOrDefault(line => (line.AssignmentId, line.Kind) == (key.AssignmentId, key.Kind)),
                after.FirstOrDefault(line => (line.AssignmentId, line.Kind) == (key.AssignmentId, key.Kind))));
}

/// <summary>A line as it is and as it would be; null where there is none.</summary>
public sealed record ChangedLine(
    DateOnly Date, string PackageId, ChargeKind Kind, ReportLine? Before, ReportLine? After)
{
    public bool IsChanged =>
        (Before?.Retail, Before?.Outcome, Before?.DebitsCredit) != (After?.Retail, After?.Outcome, After?.DebitsCredit);
}
