namespace PackageBilling.Portal;

/// <summary>An edit that is not saved, as a simulation takes it.</summary>
/// <param name="CustomerId">Whose packages they are.</param>
/// <param name="AssignmentIds">What is edited: a DID that is released ends every package on it.</param>
/// <param name="Packages">Their packages, each with the start that its dates may be counted from.</param>
/// <param name="Cancelled">Those that would never begin.</param>
/// <param name="From">The first date that is otherwise.</param>
/// <param name="WhatIf">The hypothesis.</param>
internal sealed record SupposedEdit(
    string CustomerId, IReadOnlyList<string> AssignmentIds,
    IReadOnlyList<(string PackageId, DateOnly Start)> Packages,
    IReadOnlyList<string> Cancelled, DateOnly From, object WhatIf)
{
    // What the assignment of another package is called while it is supposed.
    private const string Hypothesis = "preview";

    /// <summary>Reads it from the form; null while its fields say nothing yet.</summary>
    public static async Task<SupposedEdit?> Of(
        Visit visit, AssignedPackage assignment, string what, FormState form, CancellationToken ct) => what switch
        {
            "change" => Change(visit, assignment, form),
            "swap" when form.Text("packageId") is { } packageId && Dates.Parse(form.Text("on")) is { } on =>
                Swap(assignment, (await visit.Api.Package(packageId, on, ct)).Value, on, form),
            "pause" when Dates.Parse(form.Text("from")) is { } from => Pause(assignment, from, "from"),
            "resume" when Dates.Parse(form.Text("on")) is { } active => Pause(assignment, active, "resumedOn"),
            "end" when Dates.Parse(form.Text("endDate")) is { } end =>
                End([assignment.AssignmentId], assignment, PackageOf(assignment), [], end),
            "release" when Dates.Parse(form.Text("date")) is { } date && assignment.Did is { } did =>
                Release(assignment, (await visit.Api.Did(did, null, ct)).Items, date),
            _ => null,
        };

    /// <summary>What a swap says of the other package.</summary>
    public static (string Name, object? Value)[] OtherPackage(FormState form) =>
    [
        ("packageId", form.Text("packageId")), ("freeMinutes", form.Whole("freeMinutes")),
        ("quantity", form.Whole("quantity")), ("skipSetup", !form.Flag("chargeSetup")), .. OwnTermsForm.New(form),
    ];

    private static SupposedEdit Swap(AssignedPackage assignment, PackageView package, DateOnly on, FormState form)
    {
        var other = FormState.Body(
        [
            .. OtherPackage(form), ("assignmentId", Hypothesis), ("customerId", assignment.CustomerId),
            ("startDate", Dates.Text(on)), ("did", assignment.Did),
            ("endDate", assignment.EndDate is { } end ? Dates.Text(end) : null),
            ("autoDecrementCredit", assignment.AutoDecrementCredit),
        ]);
        if (assignment.Quantity is { } quantity) other.TryAdd("quantity", quantity);
        if (package.GrantsMinutes && assignment.FreeMinutes is { } minutes) other.TryAdd("freeMinutes", minutes);
        return new(assignment.CustomerId, [assignment.AssignmentId, Hypothesis],
            [.. PackageOf(assignment), (package.PackageId, on)], [], on, new
            {
                ends = new[] { FormState.Body(
                    ("assignmentId", assignment.AssignmentId), ("endDate", Dates.Text(on.AddDays(-1)))) },
                assignments = new[] { other },
            });
    }

    private static SupposedEdit? Change(Visit visit, AssignedPackage assignment, FormState form)
    {
        var change = OwnTermsForm.Change(form);
        if (change.Count == 0) return null;
        var from = Dates.Parse(form.Text("effectiveFrom")) ?? Later(visit.Today, assignment.StartDate);
        (change["assignmentId"], change["effectiveFrom"]) = (assignment.AssignmentId, Dates.Text(from));
        return new(assignment.CustomerId, [assignment.AssignmentId], PackageOf(assignment), [], from,
            new { changes = new[] { change } });
    }

    private static SupposedEdit Pause(AssignedPackage assignment, DateOnly date, string field) => new(
        assignment.CustomerId, [assignment.AssignmentId], PackageOf(assignment), [], date, new
        {
            pauses = new[] { FormState.Body(("assignmentId", assignment.AssignmentId), (field, Dates.Text(date))) },
        });

    private static IReadOnlyList<(string, DateOnly)> PackageOf(AssignedPackage assignment) =>
        [(assignment.PackageId, assignment.StartDate)];

    private static DateOnly Later(DateOnly one, DateOnly other) => one < other ? other : one;

    private static SupposedEdit? Release(AssignedPackage assignment, IReadOnlyList<DidUse> uses, DateOnly date)
    {
        var held = uses.Where(use => use.CustomerId == assignment.CustomerId
            && (use.EndDate is null || use.EndDate > date)).ToList();
        var (begun, later) =
            (held.Where(use => use.StartDate <= date).ToList(), held.Where(use => use.StartDate > date).ToList());
        return held.Count == 0 ? null : End([.. begun.Select(use => use.AssignmentId)], assignment,
            [.. held.Select(use => (use.PackageId, use.StartDate)).Distinct()],
            [.. later.Select(use => use.AssignmentId)], date);
    }

    private static SupposedEdit End(IReadOnlyList<string> ended, AssignedPackage assignment,
        IReadOnlyList<(string, DateOnly)> packages, IReadOnlyList<string> cancelled, DateOnly date) => new(
            assignment.CustomerId, [.. ended, .. cancelled], packages, cancelled, date.AddDays(1),
            new { ends = ended.Select(id => FormState.Body(("assignmentId", id), ("endDate", Dates.Text(date))))
                .ToArray() });
}
