namespace PackageBilling.Portal;

/// <summary>What an assignment would be charged first, asked of simulations with the assignment as a hypothesis.
/// Nothing is written.</summary>
/// <param name="Package">The package chosen; null while none is.</param>
/// <param name="Days">The start and the next dates that match, each with its lines.</param>
/// <param name="Fault">Why there is no preview; null when there is one.</param>
public sealed record NextCharges(PackageView? Package, IReadOnlyList<ChargedDay> Days, string? Fault)
{
    private const int Matches = 3;
    private const string Hypothesis = "preview";

    internal static async Task<NextCharges> Of(Visit visit, string customerId, FormState form, CancellationToken ct)
    {
        if (form.Text("packageId") is not { } packageId || Dates.Parse(form.Text("startDate")) is not { } start)
            return new(null, [], null);
        var package = (await visit.Api.Package(packageId, start, ct)).Value;
        if (!visit.May(Ability.Simulate)) return new(package, [], null);
        var body = AssignPackage.Body(form);
        (body["assignmentId"], body["customerId"]) = (Hypothesis, customerId);
        var end = Dates.Parse(form.Text("endDate")) ?? DateOnly.MaxValue;
        var dates = Frequencies.Next(package.Schedule, start, start, Matches).Prepend(start).Distinct()
            .Where(date => date <= end);
        try
        {
            var days = new List<ChargedDay>();
            foreach (var date in dates)
            {
                var report = await visit.Api.Simulate(FormState.Body(
                    ("date", Dates.Text(date)), ("customerIds", new[] { customerId }),
                    ("whatIf", new { assignments = new[] { body } })), ct);
                // Each date is asked for on its own, so that the setup, which the first one has charged by then,
                // is still open in all.
                var lines = report.Lines.Where(line => line.AssignmentId == Hypothesis
                    && (date == start || line.Kind != ChargeKind.Setup)).ToList();
                if (lines.Count > 0) days.Add(new(date, lines));
            }
            return new(package, days, null);
        }
        catch (ApiRefusedException refused) when (refused.Status is 400 or 404 or 409 or 422)
        {
            return new(package, [],
                string.Join("; ", refused.Errors.SelectMany(field => field.Value).DefaultIfEmpty(refused.Message)));
        }
    }
}

/// <summary>What a date charges.</summary>
public sealed record ChargedDay(DateOnly Date, IReadOnlyList<ReportLine> Lines);
