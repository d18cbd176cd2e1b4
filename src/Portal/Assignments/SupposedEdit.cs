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
    /// <summary>Reads it from the form; null while its fields say nothing yet.</summary>
    public static async Task<SupposedEdit?> Of(
        Visit visit, AssignedPackage assignment, string what, FormState form, CancellationToken ct) => what switch
        {
            "change" => Change(visit, assignment, form),
            "end" when Dates.Parse(form.Text("endDate")) is { } end =>
                End([assignment.AssignmentId], assignment, PackageOf(assignment), [], end),
            "release" when Dates.Parse(form.Text("date")) is { } date && assignment.Did is { } did =>
                Release(assignment, (await visit.Api.Did(did, null, ct)).Items, date),
            _ => null,
        };

    /// <summary>The flag as the form has it: null when it stays.</summary>
    public static bool? Flag(FormState form) =>
        form.Text("autoDecrementCredit") switch { "on" => true, "off" => false, _ => null };

    private static SupposedEdit? Change(Visit visit, AssignedPackage assignment, FormState form)
    {
        var (quantity, flag, from) = (form.Whole("quantity"), Flag(form),
            Dates.Parse(form.Text("effectiveFrom")) ?? Later(visit.Today, assignment.StartDate));
        if (quantity is null && flag is null) return null;
        var change = FormState.Body(("assignmentId", assignment.AssignmentId), ("quantity", quantity),
            ("autoDecrementCredit", flag), ("effectiveFrom", Dates.Text(from)));
        return new(assignment.CustomerId, [assignment.AssignmentId], PackageOf(assignment), [], from,
            new { changes = new[] { change } });
    }

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
